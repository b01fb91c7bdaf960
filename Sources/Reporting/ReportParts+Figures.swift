// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

extension ReportParts {
  /// The numbers behind the plots.
  ///
  /// - Complexity: O(assessments + crossings · log crossings).
  func figures(_ result: AnalysisResult) -> Report.Figures {
    var bins = (0..<Report.scoreBins).map { place in
      Report.ScoreBin(from: Double(place) / Double(Report.scoreBins), quiet: 0, flagged: 0)
    }
    var threshold: Double?
    for score in result.assessments.compactMap(\.score) {
      let place = min(
        Report.scoreBins - 1, max(0, Int(score.score * Double(Report.scoreBins))))
      if score.isFlagged {
        bins[place].flagged += 1
        threshold = min(threshold ?? 1, score.score)
      } else {
        bins[place].quiet += 1
      }
    }
    return Report.Figures(
      scores: bins, threshold: threshold, drift: Self.drift(result.drift),
      cells: Self.cells(result.crossings))
  }

  private static func drift(_ windows: [WindowDrift]) -> [Report.FeatureDrift] {
    var worst: [String: Report.FeatureDrift] = [:]
    for window in windows {
      for (feature, drift) in window.seen {
        guard drift.stabilityIndex > worst[feature.name]?.stabilityIndex ?? -1 else { continue }
        worst[feature.name] = Report.FeatureDrift(
          feature: feature.name, stabilityIndex: drift.stabilityIndex, isShift: drift.isShift)
      }
    }
    return Array(
      worst.values.sorted { ($1.stabilityIndex, $0.feature) < ($0.stabilityIndex, $1.feature) }
        .prefix(Report.driftShown))
  }

  private static func cells(_ crossings: [SubnetCrossing]) -> [Report.ServiceCell] {
    struct Key: Hashable {
      let subnet: Subnet
      let service: Service
    }
    var counts: [Key: (edges: Int, new: Int)] = [:]
    var subnets: [Subnet: Int] = [:]
    var services: [Service: Int] = [:]
    var names: [Subnet: String] = [:]
    // What is new in a cell counts as much as a hundred edges of every day.
    let telling = 100
    for crossing in crossings {
      let key = Key(subnet: crossing.targetSubnet.block, service: crossing.edge.service)
      let isNew = crossing.isNewCell == true
      counts[key, default: (0, 0)].edges += 1
      counts[key]?.new += isNew ? 1 : 0
      subnets[key.subnet, default: 0] += isNew ? telling : 1
      services[key.service, default: 0] += isNew ? telling : 1
      names[key.subnet] = crossing.targetSubnet.name
    }
    let rows = Set(
      subnets.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Report.matrixSubnets)
        .map(\.key))
    let columns = Set(
      services.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Report.matrixServices)
        .map(\.key))
    return counts.keys.filter { rows.contains($0.subnet) && columns.contains($0.service) }
      .sorted { ($0.subnet, $0.service) < ($1.subnet, $1.service) }
      .map { key in
        Report.ServiceCell(
          subnet: key.subnet.description,
          subnetName: SafeText.clean(names[key.subnet] ?? "", limit: 60),
          service: key.service.title, edges: counts[key]?.edges ?? 0,
          newEdges: counts[key]?.new ?? 0)
      }
  }
}

/// What hosts did day by day, over everything that was read.
struct HostDays {
  private var days: [IPAddress: [Int64: (targets: Set<Int32>, flows: Int64)]] = [:]
  private let length: Int64
  private let first: Int64
  private let last: Int64

  /// The days of these hosts; windows give their length and where they start.
  ///
  /// - Complexity: O(*E*).
  init(_ edges: EdgeTable, of hosts: Set<IPAddress>, windows: [TimeRange]) {
    let length = max(EdgeTable.tickLength, windows.first?.microseconds ?? 24 * EdgeTable.tickLength)
    let offset = (windows.first?.start.microseconds ?? 0) % length
    let day = { (tick: Int32) in
      let moment = Int64(tick) * EdgeTable.tickLength - offset
      return (moment >= 0 ? moment / length : (moment - length + 1) / length) * length + offset
    }
    self.length = length
    first = edges.ticks.min().map(day) ?? 0
    last = edges.ticks.max().map(day) ?? -1
    let addresses = edges.hosts.addresses
    let wanted = addresses.map(hosts.contains)
    for row in 0..<edges.count where wanted[Int(edges.sources[row])] {
      let host = addresses[Int(edges.sources[row])]
      let start = day(edges.ticks[row])
      days[host, default: [:]][start, default: ([], 0)].targets.insert(edges.targets[row])
      days[host]?[start]?.flows.add(edges.flows[row])
    }
  }

  /// The days of `host` from the first of the input to the last, days without traffic included.
  func days(of host: IPAddress, windows: [TimeRange]) -> [Report.Day] {
    guard first <= last else { return [] }
    let start = max(first, last - Int64(Report.daysShown - 1) * length)
    return stride(from: start, through: last, by: Int64.Stride(length)).map { moment in
      let own = days[host]?[moment]
      let stamp = Timestamp(microseconds: moment)
      return Report.Day(
        start: stamp.description, targets: own?.targets.count ?? 0, flows: own?.flows ?? 0,
        isJudged: windows.contains { $0.contains(stamp) })
    }
  }
}

extension Int64 {
  fileprivate mutating func add(_ other: Int64) { self = saturatingSum(other) }
}
