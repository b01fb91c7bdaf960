// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// A finding in one piece, with the paths, hops and edges that support it, as alert formats want it.
struct ExportedFinding {
  /// The finding.
  let finding: Report.Finding
  /// Its UUID, the same in every run.
  let uuid: String
  /// The paths its host is on by then, as in the report.
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
  ///
  /// - Complexity: O(findings + hops + crossings), and what is returned.
  static func all(_ report: Report) -> [ExportedFinding] {
    var hops: [String: [(path: Int, hop: Report.Hop)]] = [:]
    for (place, path) in report.paths.enumerated() {
      for hop in path.hops {
        for address in Set([hop.edge.source.address, hop.edge.target.address]) {
          hops[address, default: []].append((place, hop))
        }
      }
    }
    var crossings: [String: [Report.Edge]] = [:]
    for crossing in report.crossings.listed where crossing.edge.isNew != false {
      guard let finding = crossing.finding else { continue }
      crossings[finding, default: []].append(crossing.edge)
    }
    return report.findings.map { finding in
      ExportedFinding(
        finding, hops: hops[finding.host.address] ?? [], crossings: crossings[finding.id] ?? [],
        paths: report.paths)
    }
  }

  private init(
    _ finding: Report.Finding, hops all: [(path: Int, hop: Report.Hop)], crossings: [Report.Edge],
    paths: [Report.Path]
  ) {
    let end = Self.moment(finding.window.end)
    let known = all.enumerated().map { place, item in
      (time: Self.moment(item.hop.edge.firstSeen), place: place, item: item)
    }.filter { $0.time < end }
    self.finding = finding
    uuid = StableUUID.text("finding", [finding.id])
    self.paths = Set(known.map(\.item.path)).sorted().map { paths[$0] }
    hops = known.sorted { ($0.time, $0.place) < ($1.time, $1.place) }.map(\.item.hop)
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

  /// The IANA keyword of the transport protocol, in lower case.
  var ianaName: String { transport == "icmp6" ? "ipv6-icmp" : transport }

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

extension Report {
  /// The program's version in letters, digits and dots, for headers that have no escape; whoever
  /// wrote the file chose it.
  var plainVersion: String {
    let plain = provenance.version.unicodeScalars.prefix(31).map { scalar -> Character in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789.-+".unicodeScalars.contains(scalar))
        ? Character(scalar) : "_"
    }
    return plain.isEmpty ? "0" : String(plain)
  }
}
