// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// A finding in one piece, with the paths, hops and edges that support it, as alert formats want it.
struct ExportedFinding {
  /// The finding.
  let finding: Report.Finding
  /// Its UUID, the same in every run.
  let uuid: String
  /// The paths its host is on, as in the report.
  let paths: [Report.Path]
  /// Hops into or out of its host until the end of its window, by time.
  let hops: [Report.Hop]
  /// What was seen: edges of the hops, then new subnet crossings of the finding, each
  /// once.
  let edges: [Report.Edge]
  /// When the first flow that speaks against the host started.
  let firstSeen: Timestamp
  /// When the last flow of the evidence started.
  let lastSeen: Timestamp

  /// All findings of a report, the most urgent first.
  static func all(_ report: Report) -> [ExportedFinding] {
    report.findings.map { ExportedFinding($0, in: report) }
  }

  init(_ finding: Report.Finding, in report: Report) {
    let host = finding.host.address
    let end = Self.moment(finding.window.end)
    self.finding = finding
    uuid = StableUUID.text("finding", [finding.id])
    let hopsOf = { (path: Report.Path) in
      path.hops.filter { hop in
        (hop.edge.source.address == host || hop.edge.target.address == host)
          && Self.moment(hop.edge.firstSeen) < end
      }
    }
    paths = report.paths.filter { !hopsOf($0).isEmpty }
    hops = paths.flatMap(hopsOf).enumerated().sorted {
      (Self.moment($0.element.edge.firstSeen), $0.offset)
        < (Self.moment($1.element.edge.firstSeen), $1.offset)
    }.map(\.element)
    let crossings = report.crossings.listed.filter {
      $0.finding == finding.id && $0.edge.isNew != false
    }.map(\.edge)
    var seen: Set<Report.Edge> = []
    edges = (hops.map(\.edge) + crossings).filter { seen.insert($0).inserted }
    firstSeen = Self.moment(finding.firstSeen)
    lastSeen = max(firstSeen, edges.map { Self.moment($0.lastSeen) }.max() ?? firstSeen)
  }

  /// The one edge to show where there is room for one: the first hop out of the host, else the
  /// first into it, else its first crossing.
  var lead: Report.Edge? {
    let out = hops.filter { $0.edge.source.address == finding.host.address }
    return (out.first { $0.kind != "failed" } ?? out.first ?? hops.first)?.edge ?? edges.first
  }

  /// `Possible lateral movement: FS01 (10.2.0.4)`.
  var title: String { "Possible lateral movement: \(finding.host.title)" }

  /// The reasons as one text.
  var why: String { finding.reasons.map(\.text).joined(separator: "; ") }

  /// The score in 0...100.
  var risk: Int { Int((min(max(finding.score, 0), 1) * 100).rounded()) }

  /// 1 for low to 4 for critical.
  var rank: Int { Self.severities.firstIndex(of: finding.severity).map { $0 + 1 } ?? 1 }

  /// The severities of findings, the least urgent first.
  static let severities = ["low", "medium", "high", "critical"]

  /// Every host of the evidence, the flagged one first.
  var hosts: [Report.Host] {
    var seen: Set<String> = []
    return ([finding.host] + edges.flatMap { [$0.source, $0.target] }).filter {
      seen.insert($0.address).inserted
    }
  }

  /// A time of a report; the epoch if it is none, which reading a report refuses.
  static func moment(_ text: String) -> Timestamp {
    Timestamp(text) ?? Timestamp(microseconds: 0)
  }
}

extension Report.Host {
  /// The address; nil for the Internet, which stands for many.
  var ip: String? { isInternet ? nil : address }

  /// Whether this is everything outside.
  var isInternet: Bool { address == IPAddress.internet.title }

  /// Whether the address is an IPv6 one.
  var isV6: Bool { ip?.contains(":") == true }
}

extension Report.Edge {
  /// The IANA number of the transport protocol.
  var transportNumber: Int { Int((TransportProtocol(transport) ?? .tcp).rawValue) }

  /// Whether ports mean something here.
  var hasPort: Bool { TransportProtocol(transport)?.hasPorts == true }

  /// `internal`, `inbound` or `outbound`, as seen from the network.
  var direction: String {
    source.isInternet ? "inbound" : target.isInternet ? "outbound" : "internal"
  }
}

extension Timestamp {
  /// Milliseconds since 1970, rounded down.
  var milliseconds: Int64 { floored(toMultipleOf: 1_000).microseconds / 1_000 }

  /// Seconds since 1970.
  var seconds: Double { Double(microseconds) / 1_000_000 }
}
