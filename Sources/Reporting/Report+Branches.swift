// SPDX-License-Identifier: Apache-2.0

extension Report.Path {
  /// Hops that came about.
  var hopsDone: Int { hops.count { $0.kind != "failed" } }

  /// For each hop the place of its cause: the last hop before it that arrived where it starts; nil
  /// if it starts the path.
  var causes: [Int?] {
    var arrivals: [String: Int] = [:]
    return hops.enumerated().map { place, hop in
      let cause = arrivals[hop.edge.source.address]
      if hop.kind != "failed" { arrivals[hop.edge.target.address] = place }
      return cause
    }
  }

  /// The most hops that came about one after the other, each from where the one before
  /// arrived; of equals, the one that ends first.
  ///
  /// - Complexity: O(hops).
  var longestBranch: [Report.Hop] {
    let causes = causes
    var depths: [Int] = []
    for (hop, cause) in zip(hops, causes) {
      depths.append(hop.kind == "failed" ? 0 : (cause.map { depths[$0] } ?? 0) + 1)
    }
    guard let most = depths.max(), most > 0 else { return [] }
    var branch: [Report.Hop] = []
    var next = depths.firstIndex(of: most)
    while let place = next {
      branch.append(hops[place])
      next = causes[place]
    }
    return branch.reversed()
  }
}
