// SPDX-License-Identifier: Apache-2.0

import Flows

/// The edges out of one host in a window, sorted by target and service.
struct OutRows {
  let edges: EdgeTable
  let rows: Range<Int>
  let addresses: [IPAddress]
  let blocks: [Subnet]
  let known: KnownEdges
  let source: Int

  private func isInternal(_ row: Int) -> Bool {
    addresses[Int(edges.targets[row])] != .internet
  }

  private func startsTarget(_ row: Int) -> Bool {
    row == rows.lowerBound || edges.targets[row] != edges.targets[row - 1]
  }

  func addDegrees(_ tally: inout HostTally) {
    tally.edgesOut = rows.count
    tally.services = distinct(rows.map { edges.services[$0].bits })
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
    tally.singleServiceTargets = mostOfOne(rows.filter(isInternal).map { edges.services[$0].bits })
  }

  private func distinct(_ services: [UInt64]) -> Int {
    var last: UInt64?
    return services.sorted().count { service in
      defer { last = service }
      return service != last
    }
  }

  /// How often the most frequent service occurs; 0 for none.
  private func mostOfOne(_ services: [UInt64]) -> Int {
    var most = 0
    var run = 0
    var last: UInt64?
    for service in services.sorted() {
      run = service == last ? run + 1 : 1
      last = service
      most = max(most, run)
    }
    return most
  }

  func addNovelty(_ tally: inout HostTally) {
    var newServices: [UInt64] = []
    var newInternal: [UInt64] = []
    var newHere = 0
    for row in rows {
      let service = edges.services[row]
      if startsTarget(row) {
        newHere = 0
        if !known.isPair[row] { tally.newPairs += 1 }
        if !known.isTarget[Int(edges.targets[row])] { tally.newTargetsForAll += 1 }
      }
      if known.windows[row] == 0 {
        tally.newEdges += 1
        if edges.failedFlows[row] == edges.flows[row] { tally.newFailedEdges += 1 }
        if isInternal(row) {
          newInternal.append(service.bits)
          newHere += 1
          tally.newServicesOfOneTarget = max(tally.newServicesOfOneTarget, newHere)
        }
      }
      guard edges.failedFlows[row] < edges.flows[row] else { continue }
      if service.givesControl, isInternal(row), !known.isCompleted[row] {
        tally.newControlEdges += 1
      }
      if !known.isUsed[row] { newServices.append(service.bits) }
    }
    tally.newClientServices = distinct(newServices)
    tally.newSingleServiceTargets = mostOfOne(newInternal)
  }

  func addSubnets(_ tally: inout HostTally) {
    var flowsBySubnet: [Subnet: Int64] = [:]
    var newCells: Set<SubnetPortMatrix.Cell> = []
    let own = blocks[source]
    var flowsHere: Int64 = 0
    for row in rows where isInternal(row) {
      let target = Int(edges.targets[row])
      let flows = edges.flows[row]
      tally.internalFlows = tally.internalFlows.saturatingSum(flows)
      if blocks[target] != own {
        if startsTarget(row) { tally.crossings += 1 }
        tally.crossingFlows = tally.crossingFlows.saturatingSum(flows)
      }
      if edges.failedFlows[row] < flows, known.cellHostWindows[row] == 0 {
        newCells.insert(
          SubnetPortMatrix.Cell(source: own, target: blocks[target], service: edges.services[row]))
      }
      // Targets are in address order: a subnet's rows come together, unless one lies in another.
      flowsHere = flowsHere.saturatingSum(flows)
      if row + 1 == rows.upperBound || blocks[Int(edges.targets[row + 1])] != blocks[target] {
        flowsBySubnet[blocks[target]] =
          (flowsBySubnet[blocks[target]] ?? 0).saturatingSum(flowsHere)
        flowsHere = 0
      }
    }
    tally.flowsBySubnet = flowsBySubnet.sorted { $0.key < $1.key }.map(\.value)
    tally.newCells = newCells.count
  }
}
