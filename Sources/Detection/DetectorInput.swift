// SPDX-License-Identifier: Apache-2.0

private import Glibc
import Topology

/// Which features a detector sees, and how.
struct DetectorInput {
  /// Columns of the feature matrix, ascending.
  let columns: [Int]
  /// Whether falling short of the host's own past counts as being equal to it.
  private let ignoresShrinking: Bool

  /// What a host does for the first time or more than ever before: with history, the rest only
  /// tells hosts apart that always differed.
  static let withBaseline = DetectorInput { feature in
    [.novelty, .change].contains(feature.group)
      || ["new_cells", "failed_share", "off_hours_share"].contains(feature.name)
  }

  /// Everything that needs no history.
  static let amongPeers = DetectorInput {
    [.profile, .degree, .subnet].contains($0.group) && !$0.needsBaseline || $0.name == "pagerank"
  }

  private init(_ isSeen: (Feature) -> Bool) {
    self.init(
      columns: Feature.all.indices.filter { isSeen(Feature.all[$0]) }, ignoresShrinking: false)
  }

  private init(columns: [Int], ignoresShrinking: Bool) {
    self.columns = columns
    self.ignoresShrinking = ignoresShrinking
  }

  /// The same for a detector.
  ///
  /// A forest does not see values beyond those learned from. Distances and densities do, and would
  /// flag whole offices: at the first weekend in which someone works, and as a host's largest past
  /// window grows, so that growth falls below what was learned.
  func seen(by detector: ProfileDetector) -> DetectorInput {
    guard detector != .forest else { return self }
    return DetectorInput(
      columns: columns.filter { Feature.all[$0].name != "off_hours_share" },
      ignoresShrinking: true)
  }

  /// The chosen values of a feature row; what spans magnitudes as log(1 + x).
  func row(_ features: [Double]) -> [Float] {
    columns.map { column in
      let (feature, value) = (Feature.all[column], features[column])
      if feature.group == .change, ignoresShrinking { return Float(max(0, value)) }
      return Float(feature.isHeavyTailed ? log1p(value) : value)
    }
  }
}
