// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Which hosts of a window did nothing but what an allow list allows.
struct AllowedHosts {
  /// The rules that allow what each such host did, by number.
  private(set) var rules: [IPAddress: [Int]] = [:]

  /// What uploads are taken for: 1 MB to the Internet, twice of what came back.
  private static let upload: Int64 = 1_000_000

  /// Looks at what speaks against hosts: sessions missing from the baseline, failures, sessions
  /// that give control, and uploads.
  ///
  /// A host with a part in a chain is never among them, nor one that has nothing of the kind.
  ///
  /// - Complexity: O(*E*).
  init(_ hosts: Set<IPAddress>, in view: WindowView, _ list: AllowList) {
    guard !list.isEmpty, !hosts.isEmpty else { return }
    let chained = Set(view.hosts.filter { $0.chain > 0 }.map(\.host))
    var open = hosts.subtracting(chained)
    let addresses = view.edges.hosts.addresses
    var found: [IPAddress: Set<Int>] = [:]
    for row in 0..<view.edges.count {
      let source = addresses[Int(view.edges.sources[row])]
      guard open.contains(source) else { continue }
      let target = addresses[Int(view.edges.targets[row])]
      guard Self.tells(view, row, target) else { continue }
      let match = list.match(
        source, target, view.edges.services[row],
        at: Timestamp(microseconds: view.edges.firstSeen[row]))
      if let match, !match.isExpired {
        found[source, default: []].insert(match.rule)
      } else {
        open.remove(source)
      }
    }
    for host in open { rules[host] = found[host]?.sorted() }
  }

  private static func tells(_ view: WindowView, _ row: Int, _ target: IPAddress) -> Bool {
    let edges = view.edges
    return view.isNew?[row] != false || edges.failedFlows[row] > 0
      || edges.services[row].givesControl
      || (target == .internet && edges.bytesOut[row] >= upload
        && edges.bytesOut[row] / 2 > edges.bytesIn[row])
  }
}

extension AllowList {
  /// What every rule did in these windows.
  ///
  /// - Complexity: O(*E* · distinct pairs of prefix lengths).
  func uses(in judgements: [Judgement]) -> [Use] {
    var uses = [Use](repeating: Use(), count: rules.count)
    guard !isEmpty else { return uses }
    for judgement in judgements {
      let edges = judgement.view.edges
      let addresses = edges.hosts.addresses
      for row in 0..<edges.count {
        let match = match(
          addresses[Int(edges.sources[row])], addresses[Int(edges.targets[row])],
          edges.services[row], at: Timestamp(microseconds: edges.firstSeen[row]))
        guard let match else { continue }
        if match.isExpired {
          uses[match.rule].expiredEdges += 1
        } else {
          uses[match.rule].edges += 1
          uses[match.rule].flows = uses[match.rule].flows.saturatingSum(edges.flows[row])
        }
      }
      for rule in judgement.assessments.flatMap(\.allowedBy) { uses[rule].hosts += 1 }
    }
    return uses
  }
}
