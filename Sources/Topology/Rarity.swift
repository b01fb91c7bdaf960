// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// How surprising what each host asked for is, in nats, given past windows.
///
/// A workstation that opens the file server it opens every day scores near 0; the same workstation
/// on a database nobody but two servers ever asked scores high.
struct Rarity {
  /// By host, one value per edge out: −ln((c + 1) / (C + V)), with c past windows that had the
  /// edge, C the sum of c over the host's edges, V one more than the (target, service) known.
  let edges: [[Double]]
  /// By host, the largest −ln((k + 1) / (H + 1)) over edges out, with k hosts that ever asked the
  /// (target, service), H hosts known.
  let destinations: [Double]

  /// - Complexity: O(*V* + *E*).
  init(_ window: EdgeTable, _ known: KnownEdges) {
    var edges = [[Double]](repeating: [], count: window.hosts.count)
    var destinations = [Double](repeating: 0, count: window.hosts.count)
    if known.hasPast {
      for row in 0..<window.count {
        let source = Int(window.sources[row])
        let all = Double(known.asked[source]) + Double(known.distinctDestinations + 1)
        edges[source].append(-log((Double(known.windows[row]) + 1) / all))
        let share = (Double(known.askers[row]) + 1) / Double(known.hostCount + 1)
        destinations[source] = max(destinations[source], -log(share))
      }
    }
    self.edges = edges
    self.destinations = destinations
  }
}
