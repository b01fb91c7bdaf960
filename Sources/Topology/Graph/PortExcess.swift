// SPDX-License-Identifier: Apache-2.0

import Flows

/// How the graphs of the services each host gets through on compare with past windows; by host.
struct PortExcess {
  /// Hosts in the largest component of any of those graphs.
  private(set) var component: [Double]
  /// Standard deviations above the past mean, in hosts and in the largest component.
  private(set) var hostsExcess: [Double]
  private(set) var componentExcess: [Double]

  /// - Complexity: O(*E* log services).
  init(_ edges: EdgeTable, _ ports: PortGraphs, _ history: PortGraphHistory) {
    let zeros = [Double](repeating: 0, count: edges.hosts.count)
    (component, hostsExcess, componentExcess) = (zeros, zeros, zeros)
    let internet = edges.hosts.addresses.first == .internet ? Int32(0) : -1
    let excess = ports.graphs.map(history.excess)
    for row in 0..<edges.count
    where edges.failedFlows[row] < edges.flows[row] && edges.sources[row] != internet
      && edges.targets[row] != internet
    {
      guard let place = ports.place(of: edges.services[row]) else { continue }
      let source = Int(edges.sources[row])
      component[source] = max(
        component[source], Double(ports.graphs[place].largestComponent))
      hostsExcess[source] = max(hostsExcess[source], excess[place].hosts)
      componentExcess[source] = max(componentExcess[source], excess[place].component)
    }
  }
}
