// SPDX-License-Identifier: Apache-2.0

import Flows

extension CausalChains {
  /// What a model keeps of chains: sessions within the horizon, and those that led to them.
  struct Kept: Sendable {
    /// In order of time; causes are numbers of earlier ones.
    var nodes: [Node] = []
    /// Whether each lies within the horizon and can be a cause of what comes.
    var isRecent: [Bool] = []
    var sent: [IPAddress: Int] = [:]
    var hoursCounted = 0
    /// When each host last entered each of its targets, within the horizon.
    var targets: [IPAddress: [IPAddress: Int64]] = [:]
  }

  /// What matters of these chains from now on.
  ///
  /// - Complexity: O(nodes).
  var kept: Kept {
    var isRecent = [Bool](repeating: false, count: nodes.count)
    for numbers in inbound.values {
      for number in numbers { isRecent[number] = true }
    }
    var isKept = isRecent
    for number in nodes.indices.reversed() where isKept[number] {
      if let cause = nodes[number].cause { isKept[cause] = true }
    }
    var kept = Kept(sent: sent, hoursCounted: hoursCounted, targets: targets)
    var places = [Int](repeating: 0, count: nodes.count)
    for number in nodes.indices where isKept[number] {
      places[number] = kept.nodes.count
      let node = nodes[number]
      kept.nodes.append(
        Node(
          move: node.move, score: node.score, cause: node.cause.map { places[$0] },
          certainty: node.certainty, candidates: node.candidates))
      kept.isRecent.append(isRecent[number])
    }
    return kept
  }

  /// The chains that kept this.
  init(horizonHours: Int, _ kept: Kept) {
    self.init(horizonHours: horizonHours)
    nodes = kept.nodes
    sent = kept.sent
    hoursCounted = kept.hoursCounted
    targets = kept.targets
    for number in nodes.indices where kept.isRecent[number] {
      inbound[nodes[number].move.target, default: []].append(number)
    }
  }
}
