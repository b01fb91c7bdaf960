// SPDX-License-Identifier: Apache-2.0

import Flows

/// The edges out of one host in a window, sorted by target and service.
struct OutRows {
  let edges: EdgeTable
  let rows: Range<Int>
  let addresses: [IPAddress]
  let blocks: [Subnet]
  let source: Int

  private func isInternal(_ row: Int) -> Bool {
    addresses[Int(edges.targets[row])] != .internet
  }

  private func startsTarget(_ row: Int) -> Bool {
    row == rows.lowerBound || edges.targets[row] != edges.targets[row - 1]
  }

  func addDegrees(_ tally: inout HostTally) {
    tally.edgesOut = rows.count
    tally.services = Set(rows.lazy.map { edges.services[$0] }).count
    var servicesHere = 0
    for row in rows {
      if startsTarget(row) {
        tally.targets += 1
        servicesHere = 0
        if isInternal(row) { tally.internalTargets += 1 }
      }
      servicesHere += 1
      if isInternal(row) {
        tally.servicesOfOneTarget = max(tally.servicesOfOneTarget, servicesHere)
      }
    }
    tally.singleServiceTargets = mostOfOne(rows.filter(isInternal).map { edges.services[$0] })
  }

  /// How often the most frequent service occurs; 0 for none.
  private func mostOfOne(_ services: [Service]) -> Int {
    var most = 0
    var run = 0
    var last: Service?
    for service in services.sorted() {
      run = service == last ? run + 1 : 1
      last = service
      most = max(most, run)
    }
    return most
  }

  func addNovelty(_ profiles: HostProfiles, _ tally: inout HostTally) {
    let host = addresses[source]
    var newServices: Set<Service> = []
    var newInternal: [Service] = []
    var newHere = 0
    for row in rows {
      let target = addresses[Int(edges.targets[row])]
      let service = edges.services[row]
      if startsTarget(row) {
        newHere = 0
        if !profiles.knowsPair(host, target) { tally.newPairs += 1 }
        if !profiles.knowsTarget(target) { tally.newTargetsForAll += 1 }
      }
      if !profiles.knowsEdge(host, target, service) {
        tally.newEdges += 1
        if edges.failedFlows[row] == edges.flows[row] { tally.newFailedEdges += 1 }
        if target != .internet {
          newInternal.append(service)
          newHere += 1
          tally.newServicesOfOneTarget = max(tally.newServicesOfOneTarget, newHere)
        }
      }
      guard edges.failedFlows[row] < edges.flows[row] else { continue }
      if service.givesControl, target != .internet,
        !profiles.knowsCompletedEdge(host, target, service)
      {
        tally.newControlEdges += 1
      }
      if !profiles.usesService(host, service) { newServices.insert(service) }
    }
    tally.newClientServices = newServices.count
    tally.newSingleServiceTargets = mostOfOne(newInternal)
  }

  func addSubnets(_ profiles: HostProfiles, _ tally: inout HostTally) {
    var flowsBySubnet: [Subnet: Int64] = [:]
    var newCells: Set<HostProfiles.Cell> = []
    let own = blocks[source]
    for row in rows where isInternal(row) {
      let target = Int(edges.targets[row])
      let flows = edges.flows[row]
      tally.internalFlows = tally.internalFlows.saturatingSum(flows)
      flowsBySubnet[blocks[target]] = (flowsBySubnet[blocks[target]] ?? 0).saturatingSum(flows)
      if blocks[target] != own {
        if startsTarget(row) { tally.crossings += 1 }
        tally.crossingFlows = tally.crossingFlows.saturatingSum(flows)
      }
      let cell = HostProfiles.Cell(
        source: own, target: blocks[target], service: edges.services[row])
      if edges.failedFlows[row] < flows, profiles.cellUse[cell] == nil { newCells.insert(cell) }
    }
    tally.flowsBySubnet = flowsBySubnet.sorted { $0.key < $1.key }.map(\.value)
    tally.newCells = newCells.count
  }
}
