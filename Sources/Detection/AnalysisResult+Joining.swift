// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

extension AnalysisResult {
  /// The results of windows judged one after the other, as one.
  ///
  /// A path that grew from window to window is there once, as it was last.
  ///
  /// - Parameter results: In order of time, each of later windows than the one before.
  /// - Returns: nil for none.
  public static func joined(_ results: [AnalysisResult]) -> AnalysisResult? {
    guard var joined = results.last else { return nil }
    guard results.count > 1 else { return joined }
    joined.windows = results.flatMap(\.windows)
    joined.assessments = results.flatMap(\.assessments).sorted(by: Conclusion.precedes)
    joined.findings = results.flatMap(\.findings).sorted(by: Conclusion.precedes)
    var seen: Set<String> = []
    joined.paths = results.reversed().flatMap(\.paths).filter { seen.insert($0.trunk).inserted }
    joined.crossings = results.flatMap(\.crossings)
    joined.surroundings = results.flatMap(\.surroundings)
    joined.drift = results.flatMap(\.drift)
    for result in results.dropLast() {
      for (place, allowed) in zip(joined.allowed.indices, result.allowed) {
        joined.allowed[place].use.add(allowed.use)
      }
    }
    return joined
  }
}

extension AllowList.Use {
  fileprivate mutating func add(_ other: Self) {
    edges += other.edges
    flows = flows.saturatingSum(other.flows)
    expiredEdges += other.expiredEdges
    hosts += other.hosts
  }
}

extension AttackPath {
  /// What stays when the path grows: where, when and how it started.
  public var trunk: String {
    guard let first = hops.first?.edge else { return id }
    return StableID.make(
      "trunk",
      [
        entry.description, first.target.description, first.service.description,
        first.firstSeen.description,
      ])
  }
}
