// SPDX-License-Identifier: Apache-2.0

import Flows
public import Topology

/// What is remarkable about one cell of the subnet × port matrix in one window.
public struct CrossingEvent: Hashable, Sendable {
  /// Why it is remarkable.
  public enum Reason: String, CaseIterable, Hashable, Sendable, Comparable {
    /// The subnet never used this service in that subnet before.
    case newCell = "new_cell"
    /// Far more flows or bytes than ever.
    case volume
    /// Far more hosts than ever.
    case fanOut = "fan_out"
    /// Into a zone where everything is to be looked at, though not new.
    case protected

    /// In the order of the cases.
    public static func < (a: Reason, b: Reason) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// Why.
  public var reason: Reason
  /// What was done.
  public var use: CellUse
  /// The edges of the cell in the window, by time.
  public var edges: [Edge]
  /// The source subnet.
  public var source: NamedSubnet
  /// The target subnet.
  public var target: NamedSubnet
  /// How urgent.
  public var severity: Severity
  /// The chance of it among blameless windows of the past; nil where that is no question.
  public var pValue: Double?
  /// Counted sentences.
  public var evidence: [Evidence]

  /// Where, from where and on what.
  public var cell: SubnetPortMatrix.Cell { use.cell }
}

/// Finds what is remarkable about the crossings of a window.
public struct CrossingRules: Hashable, Sendable {
  /// How many times its past most a cell must have.
  public var factor = 3
  /// Windows a cell must have been used in before its amounts can be unusual.
  public var leastWindows = 5
  /// Below these many flows, bytes and hosts nothing is unusual.
  public var leastFlows: Int64 = 100
  /// In bytes.
  public var leastBytes: Int64 = 50_000_000
  /// In hosts.
  public var leastHosts = 10
  /// Zones into which every crossing from other zones is put before an analyst.
  public var protectedZones: Set<String>

  /// The default rules, with these zones protected.
  public init(protectedZones: Set<String> = []) { self.protectedZones = protectedZones }

  /// The events of a window, one at most a cell, by cell.
  ///
  /// - Parameters:
  ///   - crossings: The edges between subnets of the window.
  ///   - history: What the windows before it say.
  /// - Returns: What is to be looked at.
  /// - Complexity: O(*n* log *n*).
  public func events(_ crossings: [SubnetCrossing], history: CellHistory) -> [CrossingEvent] {
    let cells = Dictionary(grouping: crossings) { crossing in
      SubnetPortMatrix.Cell(
        source: crossing.sourceSubnet.block, target: crossing.targetSubnet.block,
        service: crossing.edge.service)
    }
    return cells.keys.sorted().compactMap { cell in
      guard let crossings = cells[cell], let first = crossings.first else { return nil }
      let edges = crossings.map(\.edge).sorted {
        ($0.firstSeen, $0.source, $0.target, $0.service)
          < ($1.firstSeen, $1.source, $1.target, $1.service)
      }
      return event(
        CrossingEvent(
          reason: .newCell, use: CellUse(cell, edges), edges: edges, source: first.sourceSubnet,
          target: first.targetSubnet, severity: .none, evidence: []), history)
    }
  }

  private func event(_ blank: CrossingEvent, _ history: CellHistory) -> CrossingEvent? {
    var event = blank
    let isProtected =
      protectedZones.contains(event.target.zone) && event.source.zone != event.target.zone
    if let record = history.record(event.cell) {
      if let excess = excess(event.use, record) {
        event.reason = excess.reason
        event.pValue = 1 / Double(record.windows + 1)
        event.severity = isProtected ? .high : .medium
        event.evidence = excess.sentences.map { Evidence(.feature, $0) }
      } else if isProtected {
        event.reason = .protected
        event.severity = .medium
        event.evidence = [
          Evidence(
            .edge,
            "\(event.what): \(event.amounts); used in \(record.windows) of \(history.windows) windows before"
          )
        ]
      } else {
        return nil
      }
    } else {
      let kind = event.cell.service.portClass
      let first = history.firstUses(kind)
      event.pValue = Double(first + 1) / Double(history.subnetWindows + 1)
      event.severity = severity(event.use, isProtected)
      event.evidence = [
        Evidence(
          .edge,
          "first \(event.what): \(event.amounts); 0 of \(history.windows) windows before had it"),
        Evidence(
          .context,
          "\(first) of \(history.subnetWindows) earlier subnet-windows used a cell of \(kind.words) "
            + "services for the first time"),
      ]
    }
    if isProtected {
      event.evidence.append(
        Evidence(.context, "the zone \(event.target.zone) is protected"))
    }
    return event
  }

  private func severity(_ use: CellUse, _ isProtected: Bool) -> Severity {
    if isProtected { return .high }
    if use.failedFlows == use.flows { return .low }
    switch use.cell.service.portClass {
    case .remoteAdministration, .file, .database: return .medium
    case .directory, .other: return .low
    }
  }

  /// What goes beyond the past, in sentences; nil if nothing does.
  ///
  /// More than in any of *n* windows before has a conformal rank of 1/(*n* + 1); that alone
  /// happens every now and then, so it must be several times as much too.
  private func excess(
    _ use: CellUse, _ record: CellHistory.Record
  ) -> (reason: CrossingEvent.Reason, sentences: [String])? {
    guard record.windows >= leastWindows else { return nil }
    func sentence(_ now: Int64, _ most: Int64, _ least: Int64, _ what: String) -> String? {
      let (limit, overflow) = most.multipliedReportingOverflow(by: Int64(factor))
      guard now >= least, !overflow, now > limit else { return nil }
      return "\(now) \(what), \(now / max(1, most)) times the \(most) that were the most in "
        + "\(record.windows) windows before"
    }
    let volume = [
      sentence(use.flows, record.flows, leastFlows, "flows"),
      sentence(use.bytes, record.bytes, leastBytes, "bytes"),
    ].compactMap(\.self)
    let fan = [
      sentence(Int64(use.targets), Int64(record.targets), Int64(leastHosts), "hosts asked"),
      sentence(Int64(use.sources), Int64(record.sources), Int64(leastHosts), "hosts asking"),
    ].compactMap(\.self)
    guard !volume.isEmpty || !fan.isEmpty else { return nil }
    return (fan.isEmpty ? .volume : .fanOut, fan + volume)
  }
}

extension CrossingEvent {
  /// `SMB (tcp/445) from clients 10.1.0.0/24 to servers 10.2.0.0/24`.
  var what: String { "\(cell.service.title) from \(source.title) to \(target.title)" }

  fileprivate var amounts: String {
    func count(_ number: Int64, _ noun: String) -> String {
      "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    let failed = use.failedFlows > 0 ? " (\(use.failedFlows) failed)" : ""
    return "\(count(use.flows, "flow"))\(failed) of \(count(Int64(use.sources), "host")) to "
      + "\(count(Int64(use.targets), "host")), \(count(use.bytes, "byte"))"
  }
}

extension PortClass {
  /// `remote administration`.
  fileprivate var words: String {
    rawValue.map { $0 == "_" ? " " : String($0) }.joined()
  }
}
