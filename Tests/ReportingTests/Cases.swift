// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Reporting
import Testing
import Topology

/// Analyses made up for the tests of this module.
enum Cases {
  static let day = TimeRange(at(0), at(86_400))

  /// Seconds after 2026-03-02T00:00:00Z.
  static func at(_ seconds: Int) -> Timestamp {
    Timestamp(microseconds: (1_772_409_600 + Int64(seconds)) * 1_000_000)
  }

  static func ip(_ text: String) -> IPAddress {
    IPAddress(text) ?? .internet
  }

  static let subnets = SubnetMap(
    [
      ("10.1.0.0/24", "Clients floor 1", "clients"), ("10.2.0.0/24", "Servers", "servers"),
      ("10.9.0.0/24", "Directory", "core"),
    ].compactMap { block, name, zone in
      Subnet(block).map { NamedSubnet(block: $0, name: name, zone: zone) }
    })

  static let provenance = Provenance(
    title: "Office, 2 March",
    inputs: [
      Provenance.Input(
        name: "conn.2026-03-02.log.gz", hash: "sha256:0123456789abcdef", flowsRead: 81_204)
    ],
    flows: Provenance.FlowCounts(
      read: 81_204, used: 80_911, turned: 412, rejected: 3, ignored: 290),
    hosts: 214, edges: 5_310,
    options: [
      Provenance.Option(name: "window", value: "1d"), Provenance.Option(name: "fdr", value: "0.05"),
    ],
    optionsHash: "6f1d2c3b4a596877", seed: 7, version: "0.1.0",
    notes: ["conn.2026-03-02.log.gz ends at 17:02, before the window does."])

  static func edge(
    _ source: String, _ target: String, _ port: UInt16, _ second: Int, flows: Int64 = 3,
    failed: Int64 = 0, out: Int64 = 48_120, in bytesIn: Int64 = 9_204, new: Bool? = true,
    crosses: Bool? = nil
  ) -> Edge {
    let (a, b) = (ip(source), ip(target))
    return Edge(
      source: a, target: b, service: .tcp(port), flows: flows, failedFlows: failed,
      bytesOut: out, bytesIn: bytesIn, firstSeen: at(second), lastSeen: at(second + 40),
      isNew: new,
      crossesSubnet: crosses ?? (subnets.subnet(of: a).block != subnets.subnet(of: b).block))
  }

  static func hop(
    _ number: Int, _ edge: Edge, _ kind: Hop.Kind, _ certainty: Double, _ why: String? = nil
  ) -> Hop {
    Hop(
      number: number, edge: edge, kind: kind, certainty: certainty,
      reason: Evidence(
        .path,
        why
          ?? "first \(edge.service.title) from \(edge.source) to \(edge.target); 0 of 1,214 baseline "
          + "host-days opened it between these subnets"),
      technique: Technique(remoteService: edge.service))
  }

  static func finding(
    _ host: String, _ severity: Severity, score: Double, p: Double, second: Int,
    techniques: [Technique] = [], reasons: [String]? = nil
  ) -> Finding {
    Finding(
      host: ip(host), window: day, severity: severity, score: score, pValue: p,
      firstSeen: at(second),
      reasons: (reasons ?? [
        "opened WinRM to 1 host it had never reached; 0 of 1,214 baseline host-days did",
        "reached 6 hosts no one in its subnet reached before; usual is 0 to 1",
      ]).map { Evidence(.edge, $0) }, techniques: techniques,
      benignIf: ["an administrator worked from this host: ask for the change ticket"])
  }

  static func assessment(
    _ host: String, name: String? = nil, role: Role = .client, score: Double = 0.2,
    severity: Severity = .none, p: Double = 0.4
  ) -> HostAssessment {
    HostAssessment(
      host: ip(host), name: name, window: day, subnet: subnets.subnet(of: ip(host)), role: role,
      outcome: .scored(
        HostAssessment.Score(
          score: score, pValue: p, severity: severity, isFlagged: severity != .none)),
      reasons: [Evidence(.feature, "fan_out 14; usual is 3 to 9")],
      features: [14, 0.5])
  }

  static func result(
    assessments: [HostAssessment], findings: [Finding] = [], paths: [AttackPath] = [],
    surroundings: [Edge] = []
  ) -> AnalysisResult {
    let edges = paths.flatMap { $0.hops.map(\.edge) } + surroundings
    return AnalysisResult(
      windows: [day], assessments: assessments, featureNames: ["fan_out", "failed_share"],
      findings: findings, paths: paths,
      crossings: edges.filter(\.crossesSubnet).map { edge in
        SubnetCrossing(
          edge: edge, sourceSubnet: subnets.subnet(of: edge.source),
          targetSubnet: subnets.subnet(of: edge.target), isNewCell: edge.isNew,
          findingID: findings.first { $0.host == edge.source }?.id)
      },
      surroundings: edges, reference: .baseline(hostWindows: 1_214, windows: 6),
      calibrationNote: "False discoveries are held to 5 % of what is flagged (Benjamini–Hochberg).")
  }

  /// A path over four hops, two of them inferred, with attempts that failed.
  static let fourHops: AnalysisResult = {
    var hops = [
      hop(1, edge("10.1.0.17", "10.1.0.23", 5985, 33_302), .observed, 1),
      hop(2, edge("10.1.0.23", "10.2.0.4", 445, 36_010, out: 12_400_000), .inferred, 0.5),
      hop(3, edge("10.2.0.4", "10.2.0.9", 3389, 40_655), .observed, 1),
    ]
    for index in 0..<3 {
      hops.append(
        hop(
          4 + index,
          edge("10.2.0.9", "10.9.0.\(20 + index)", 445, 41_000 + index, flows: 1, failed: 1, in: 0),
          .failed, 1, "SMB refused; 10.2.0.9 never opened it before"))
    }
    hops.append(hop(7, edge("10.2.0.9", "10.9.0.2", 135, 44_000), .inferred, 0.8))
    let path = AttackPath(entry: ip("10.1.0.17"), hops: hops, certainty: 0.4)
    var around: [Edge] = []
    for host in ["10.1.0.17", "10.1.0.23", "10.2.0.4", "10.2.0.9"] {
      around.append(edge(host, "10.9.0.2", 88, 30_000, flows: 41, new: false))
      around.append(edge(host, "10.9.0.3", 53, 30_000, flows: 220, new: false))
    }
    for index in 40..<70 {
      around.append(edge("10.1.0.\(index)", "10.2.0.4", 445, 31_000 + index, flows: 9, new: false))
    }
    return result(
      assessments: [
        assessment(
          "10.2.0.9", name: "DB01", role: .database, score: 0.99, severity: .critical, p: 0.0002),
        assessment(
          "10.2.0.4", name: "FS01", role: .fileServer, score: 0.97, severity: .critical, p: 0.0004),
        assessment("10.1.0.23", role: .client, score: 0.95, severity: .high, p: 0.0011),
        assessment(
          "10.1.0.17", name: "WS-ANNA", role: .client, score: 0.91, severity: .medium, p: 0.004),
        assessment("10.9.0.2", name: "DC01", role: .domainController),
        assessment("10.9.0.3", name: "DNS01", role: .server),
        HostAssessment(
          host: ip("10.1.0.99"), window: day, subnet: subnets.subnet(of: ip("10.1.0.99")),
          role: .unknown, outcome: .notEvaluable("seen on 1 of 6 baseline days; 3 are needed")),
      ],
      findings: [
        finding(
          "10.2.0.9", .critical, score: 0.99, p: 0.0002, second: 40_655,
          techniques: [.adminShares, .dcom]),
        finding(
          "10.2.0.4", .critical, score: 0.97, p: 0.0004, second: 36_010,
          techniques: [.remoteDesktop]),
        finding(
          "10.1.0.23", .high, score: 0.95, p: 0.0011, second: 33_302, techniques: [.adminShares]),
        finding("10.1.0.17", .medium, score: 0.91, p: 0.004, second: 33_302, techniques: [.winRM]),
      ], paths: [path], surroundings: around)
  }()

  /// Nothing flagged.
  static let quiet = result(assessments: [
    assessment("10.1.0.17", score: 0.61, p: 0.03), assessment("10.1.0.23", score: 0.4),
    assessment("10.2.0.4", name: "FS01", role: .fileServer, score: 0.2),
  ])

  /// Six hosts, the intruder's three services to one target within minutes.
  static let sixHosts: (result: AnalysisResult, edges: [Edge]) = {
    let net = "10.0.1."
    let steps = [
      edge(net + "4", net + "6", 5985, 100, flows: 4),
      edge(net + "4", net + "6", 445, 160, flows: 11),
      edge(net + "4", net + "6", 135, 170, flows: 2),
    ]
    let path = AttackPath(
      entry: ip(net + "4"),
      hops: steps.enumerated().map { hop($0.offset + 1, $0.element, .observed, 1) },
      certainty: 1)
    let rest = [
      edge(net + "4", net + "1", 53, 20, flows: 60, new: nil),
      edge(net + "6", net + "1", 88, 30, flows: 12, new: nil),
      edge(net + "5", net + "1", 389, 35, flows: 8, new: nil),
      edge(net + "4", net + "6", 49_667, 171, flows: 6, new: nil),
      edge(net + "4", net + "5", 445, 400, flows: 1, failed: 1, in: 0, new: nil),
      Edge(
        source: ip(net + "4"), target: .internet, service: .tcp(443), flows: 310,
        bytesOut: 8_000_000,
        firstSeen: at(5), lastSeen: at(900)),
    ]
    let value = result(
      assessments: [
        assessment(net + "4", name: "SCRANTON", score: 0.9, severity: .high, p: 0.01),
        assessment(net + "6", name: "NASHUA", score: 0.7),
        assessment(net + "1", name: "NEWYORK", role: .domainController),
        assessment(net + "5", name: "UTICA"),
      ],
      findings: [finding(net + "4", .high, score: 0.9, p: 0.01, second: 100, techniques: [.winRM])],
      paths: [path], surroundings: rest)
    return (value, steps + rest)
  }()

  /// One flagged host with very many neighbours on one port.
  static func hub(_ neighbours: Int) -> AnalysisResult {
    let edges = (0..<neighbours).map { index in
      edge(
        "10.1.0.17", "10.\(20 + index / 60_000).\(index / 250 % 240).\(1 + index % 250)", 445,
        30_000 + index,
        flows: 1, failed: index % 2 == 0 ? 1 : 0, crosses: true)
    }
    return result(
      assessments: [assessment("10.1.0.17", role: .scanner, score: 0.99, severity: .high)],
      findings: [finding("10.1.0.17", .high, score: 0.99, p: 0.0001, second: 30_000)],
      surroundings: edges)
  }

  /// Very many flagged hosts, each talking to the next two and to a server.
  static func manyFlagged(_ count: Int) -> AnalysisResult {
    let name = { (index: Int) in "10.\(30 + index / 200).0.\(1 + index % 200)" }
    let levels = [Severity.low, .medium, .high, .critical]
    let edges = (0..<count).flatMap { index in
      [
        edge(name(index), name((index + 1) % count), 445, 1_000 + index),
        edge(name(index), name((index + 7) % count), 3389, 2_000 + index),
        edge(name(index), "10.9.0.2", 88, 3_000 + index, new: false),
      ]
    }
    return result(
      assessments: (0..<count).map {
        assessment(name($0), score: 0.9, severity: levels[$0 % 4], p: 0.001)
      },
      findings: (0..<count).map {
        finding(name($0), levels[$0 % 4], score: 0.9, p: 0.001, second: 1_000 + $0)
      }, surroundings: edges)
  }
}
