// SPDX-License-Identifier: Apache-2.0

/// One numeric column that describes a host in a window; the one place it is declared.
///
/// To add one, write a function from ``HostTally`` or ``WindowFacts`` and a line in the list of its
/// group.
public struct Feature: Sendable {
  /// Which part of behaviour a feature speaks of.
  public enum Group: String, CaseIterable, Sendable {
    /// Traffic volume, services, rhythm.
    case profile
    /// How many hosts it talks to.
    case degree
    /// Its place in the graph.
    case structure
    /// What it never did before.
    case novelty
    /// How rare what it asks for is.
    case rarity
    /// How it crosses subnets.
    case subnet
    /// What it did after what was done to it.
    case sequence
    /// Sudden activity.
    case burst
    /// The graphs of the services it uses.
    case port
    /// Today against its own past.
    case change
  }

  /// The column name in output.
  public let name: String
  /// Which part of behaviour it speaks of.
  public let group: Group
  /// `count`, `s`, `bytes`, `share`, `bits`, `nats`, `ratio`, `hours`, `log2`, `score`.
  public let unit: String
  /// The possible values.
  public let range: String
  /// One line for an analyst.
  public let meaning: String
  /// Where the definition comes from; empty for plain counts.
  public let source: String
  /// Whether the feature means something only with a baseline.
  public let needsBaseline: Bool
  /// One finite value per host of a window, by host number.
  let values: @Sendable (WindowFacts) -> [Double]

  /// A feature computed for all hosts of a window at once.
  init(
    _ name: String, _ group: Group, unit: String, range: String = "0...",
    _ meaning: String, source: String = "", needsBaseline: Bool? = nil,
    window values: @escaping @Sendable (WindowFacts) -> [Double]
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.range = range
    self.meaning = meaning
    self.source = source
    self.needsBaseline = needsBaseline ?? [.novelty, .rarity, .change].contains(group)
    self.values = values
  }

  /// A feature of what was counted about a host alone.
  init(
    _ name: String, _ group: Group, unit: String, range: String = "0...",
    _ meaning: String, source: String = "", needsBaseline: Bool? = nil,
    _ value: @escaping @Sendable (HostTally) -> Double
  ) {
    self.init(
      name, group, unit: unit, range: range, meaning, source: source, needsBaseline: needsBaseline,
      window: { $0.tallies.map(value) })
  }

  /// Whether values span magnitudes, so that detectors look at their logarithm.
  public var isHeavyTailed: Bool {
    ["count", "bytes", "s", "ratio", "score"].contains(unit)
  }

  /// Every feature, in the order of output columns.
  public static let all: [Feature] =
    profileFeatures + degreeFeatures + structureFeatures + noveltyFeatures + rarityFeatures
    + subnetFeatures + sequenceFeatures + burstFeatures + portFeatures + changeFeatures

  private static let places = Dictionary(
    uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

  /// The column of the feature of this name; nil if there is none.
  public static func index(of name: String) -> Int? { places[name] }

  static func share(_ part: some BinaryInteger, _ whole: some BinaryInteger) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }
}
