// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import Testing
import Topology

@testable import Reporting

@Suite struct MapLegibilityTests {
  enum Case: String, CaseIterable, CustomTestStringConvertible {
    case office, busy, fourHops, sixHosts, sessions, fan, rivals, database

    var testDescription: String { rawValue }

    var map: AttackMap {
      if self == .sessions {
        return AttackMap.neighbourhood(
          of: Cases.ip("10.0.1.4"), hops: 1, edges: Cases.sixHosts.edges,
          directory: HostDirectory(Cases.sixHosts.result, subnets: Cases.subnets),
          provenance: Cases.provenance)
      }
      let result =
        switch self {
        case .office: Cases.office
        case .busy: Cases.busy
        case .fourHops: Cases.fourHops
        case .sixHosts, .sessions: Cases.sixHosts.result
        case .fan: Cases.fan
        case .rivals: Cases.rivals
        case .database: Cases.throughDatabase
        }
      return AttackMap.attackPaths(
        result, provenance: Cases.provenance, subnets: Cases.subnets)
    }
  }

  @Test("no words lie on other words, on a host or outside the picture", arguments: Case.allCases)
  func apart(example: Case) throws {
    let map = example.map
    let svg = try MapDrawing.svg(map, worker: nil)
    let drawn = Drawn(svg)
    #expect(drawn.hosts.count == map.nodes.count)
    #expect(drawn.captions.count == map.clusters.count)
    let worded = map.arrows.count { !($0.services + $0.numbers + $0.details.joined()).isEmpty }
    #expect(drawn.labels.count == worded)
    let words = drawn.labels + drawn.captions
    for (index, box) in words.enumerated() {
      for other in words[(index + 1)...] { #expect(!box.overlaps(other), "\(box) on \(other)") }
      for host in drawn.hosts { #expect(!box.overlaps(host), "\(box) on a host at \(host)") }
    }
    let sides = try #require(
      svg.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/).map { ($0.1, $0.2) })
    let (width, height) = (try #require(Double(sides.0)), try #require(Double(sides.1)))
    for box in words {
      #expect(box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height, "\(box)")
    }
  }

  @Test("every subnet's name is in its subnet")
  func captions() throws {
    let drawn = Drawn(try MapDrawing.svg(Case.office.map, worker: nil))
    #expect(drawn.subnets.count == 3)
    for (caption, subnet) in zip(drawn.captions, drawn.subnets) {
      #expect(
        caption.left >= subnet.left && caption.right <= subnet.right
          && caption.top >= subnet.top && caption.bottom <= subnet.bottom, "\(caption)")
    }
  }

  @Test("a database a path goes through has its second ring, and only that one")
  func ring() throws {
    #expect(Drawn(try MapDrawing.svg(Case.database.map, worker: nil)).rings == 1)
    #expect(Drawn(try MapDrawing.svg(Case.fan.map, worker: nil)).rings == 0)
  }

  @Test("crowded words are put aside, with a line to their arrow, and still cover nothing")
  func crowded() throws {
    let line = try #require(
      MapCurve(bezier: [(0, 0), (0, 40), (0, 80), (0, 120)].map { MapPoint(x: $0.0, y: $0.1) }))
    let host = MapBox(left: -300, top: -50, right: 300, bottom: 170)
    var placement = LabelPlacement(
      hosts: [host], clusters: [], lines: [.init(curve: line, isImportant: true)],
      canvas: host)
    let words = MapBox(left: 0, top: 40, right: 60, bottom: 70)
    var places: [MapBox] = []
    for _ in 0..<30 {
      let place = placement.place(.init(box: words, curve: line, line: 0))
      #expect(place.leader != nil)
      #expect(!place.box.overlaps(host) && !places.contains(where: place.box.overlaps))
      #expect(abs(place.box.width - 60) < 1e-9 && abs(place.box.height - 30) < 1e-9)
      places.append(place.box)
    }
  }

  @Test("words stay beside their arrow where there is room")
  func beside() throws {
    let line = try #require(
      MapCurve(bezier: [(0, 0), (0, 40), (0, 80), (0, 120)].map { MapPoint(x: $0.0, y: $0.1) }))
    var placement = LabelPlacement(
      hosts: [], clusters: [], lines: [.init(curve: line, isImportant: true)],
      canvas: MapBox(left: -200, top: -200, right: 200, bottom: 200))
    let place = placement.place(
      .init(box: MapBox(left: -20, top: 45, right: 40, bottom: 75), curve: line, line: 0))
    #expect(place.leader == nil && place.box.left > 0 && place.box.left < 10)
  }
}

extension Cases {
  /// A flagged path of these steps: source, target, port, second, and how it is known.
  private static func path(
    _ steps: [(String, String, UInt16, Int, Hop.Kind)], flagged: [String], around: [Edge] = []
  ) -> AnalysisResult {
    let hops = steps.enumerated().map { index, step in
      hop(
        index + 1,
        edge(
          step.0, step.1, step.2, step.3, flows: 2, failed: step.4 == .failed ? 2 : Int64(index % 2)
        ),
        step.4, step.4 == .inferred ? 0.97 : 1)
    }
    return result(
      assessments: flagged.map { assessment($0, name: "host-\($0)", score: 0.8, severity: .high) },
      findings: flagged.map { finding($0, .critical, score: 0.8, p: 0.001, second: 30_000) },
      paths: [AttackPath(entry: ip(steps[0].0), hops: hops, certainty: 0.9)], surroundings: around)
  }

  /// An intruder looks round and then moves four hosts on, as in the shipped example.
  static let office: AnalysisResult = {
    let entry = "10.1.0.106"
    let around = (0..<8).map {
      edge(entry, "10.1.0.\(200 + $0)", 445, 33_925 + $0, flows: 1, failed: 1)
    }
    return path(
      [
        (entry, "10.1.0.93", 445, 33_886, .observed),
        (entry, "10.2.0.161", 445, 33_916, .observed),
        (entry, "10.1.0.182", 445, 33_999, .observed),
        (entry, "10.1.0.140", 445, 34_059, .observed),
        (entry, "10.2.0.43", 445, 34_139, .observed),
        (entry, "10.2.0.57", 5985, 35_476, .observed),
        ("10.2.0.57", "10.9.0.12", 3389, 40_245, .observed),
        ("10.9.0.12", "10.2.0.137", 445, 51_769, .observed),
        ("10.2.0.137", "10.2.0.225", 5985, 55_812, .inferred),
        ("10.1.0.93", "10.1.0.233", 445, 59_762, .inferred),
      ], flagged: [entry, "10.2.0.57", "10.9.0.12", "10.2.0.137", "10.2.0.225"], around: around)
  }()

  /// The same, and the hosts of the path talk among each other besides.
  static let busy: AnalysisResult = {
    var value = office
    let hosts = [
      "10.1.0.106", "10.1.0.93", "10.2.0.161", "10.1.0.182", "10.1.0.140", "10.2.0.43", "10.2.0.57",
      "10.9.0.12",
    ]
    for (index, source) in hosts.enumerated() {
      for step in [1, 3] {
        value.surroundings.append(
          edge(
            source, hosts[(index + step) % hosts.count], step == 1 ? 22 : 135, 60_000 + index,
            flows: 4,
            failed: index % 3 == 0 ? 4 : 0))
      }
    }
    return value
  }()

  /// One host reaches twelve others in three subnets.
  static let fan = path(
    (0..<12).map { index in
      (
        "10.1.0.5", "10.\([1, 2, 9][index % 3]).0.\(20 + index)", [445, 5985, 3389, 22][index % 4],
        30_000 + 60 * index, index % 5 == 4 ? .inferred : .observed
      )
    }, flagged: ["10.1.0.5"])

  /// Four hosts that all reach each other, some attempts failing: arrows in each other's way.
  static let rivals: AnalysisResult = {
    let hosts = ["10.1.0.5", "10.1.0.6", "10.2.0.7", "10.9.0.8"]
    var steps: [(String, String, UInt16, Int, Hop.Kind)] = []
    for (a, source) in hosts.enumerated() {
      for (b, target) in hosts.enumerated() where a != b {
        steps.append(
          (
            source, target, a < b ? 445 : 3389, 30_000 + 500 * (4 * a + b),
            a < b ? .observed : .failed
          )
        )
      }
    }
    return path(steps, flagged: hosts)
  }()

  /// A database in the middle of a path.
  static let throughDatabase: AnalysisResult = {
    var value = path(
      [
        ("10.1.0.5", "10.2.0.9", 445, 30_000, .observed),
        ("10.2.0.9", "10.9.0.8", 22, 31_000, .observed),
      ], flagged: ["10.2.0.9"])
    value.assessments[0].role = .database
    return value
  }()

  /// Two hosts, no baseline: nobody could be judged.
  static let unjudged: AnalysisResult = {
    let names = [
      "flows_out", "unique_dst_ips", "unique_dst_ports", "failed_flows", "bytes_to_internet",
    ]
    let rows: [(String, [Double])] = [
      ("10.0.1.4", [173, 4, 14, 52, 0]), ("10.0.1.6", [430, 2, 9, 0, 0]),
    ]
    var value = result(
      assessments: rows.map { host, features in
        HostAssessment(
          host: ip(host), window: day, subnet: subnets.subnet(of: ip(host)), role: .client,
          outcome: .notEvaluable("no baseline, and only 2 hosts in the window to compare with"),
          features: features)
      }, surroundings: sixHosts.edges)
    value.featureNames = names
    value.reference = .peers(hosts: 2)
    return value
  }()
}
