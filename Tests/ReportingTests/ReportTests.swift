// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import Testing
import Topology

@testable import Reporting

@Suite struct ReportTests {
  private let report = Report(
    result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)

  @Test("the report reads back from its JSON as it was")
  func roundTrip() throws {
    #expect(try Report(json: report.json()) == report)
    let quiet = Report(result: Cases.quiet, provenance: Cases.provenance)
    #expect(try Report(json: quiet.json()) == quiet)
    #expect(throws: ReportError.self) { try Report(json: Array("{}".utf8)) }
  }

  @Test("the JSON's keys are snake_case, its times ISO 8601 and its schema stated")
  func keys() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json())) as? [String: Any])
    #expect(object["schema"] as? String == "0.1")
    var keys: Set<String> = []
    func collect(_ value: Any) {
      if let object = value as? [String: Any] {
        keys.formUnion(object.keys)
        object.values.forEach(collect)
      }
      if let list = value as? [Any] { list.forEach(collect) }
    }
    collect(object)
    #expect(
      keys.isSuperset(of: [
        "p_value", "bytes_out", "first_seen", "host_counts", "not_evaluable", "options_hash",
      ]))
    #expect(keys.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber } })
    #expect(report.findings.first?.firstSeen == "2026-03-02T11:17:35Z")
  }

  @Test("hosts are counted once, whatever the number of windows")
  func counts() {
    var result = Cases.fourHops
    result.assessments += result.assessments
    let counts = Report(result: result, provenance: Cases.provenance).hostCounts
    #expect(counts == Report.HostCounts(assessed: 7, evaluable: 6, notEvaluable: 1, flagged: 4))
  }

  @Test("paths count hosts reached and subnets touched, failures apart")
  func paths() {
    #expect(report.paths.first?.hostsReached == 4)
    #expect(report.paths.first?.subnetsTouched == 3)
    #expect(report.paths.first?.hopsDone == 4)
  }

  @Test("techniques are counted over hops and findings")
  func techniques() {
    let smb = report.techniques.first { $0.technique.id == "T1021.002" }
    #expect(smb?.hops == 4)
    #expect(smb?.hosts == ["10.1.0.23", "DB01 (10.2.0.9)"])
  }

  @Test("crossings in new cells and in findings are listed first")
  func crossings() {
    let listed = report.crossings.listed
    #expect(report.crossings.total == Cases.fourHops.crossings.count)
    #expect(listed.prefix(report.crossings.inNewCells).allSatisfy { $0.isNewCell == true })
    #expect(listed.allSatisfy { $0.isNewCell == true || $0.finding != nil })
    var many = Cases.fourHops
    many.crossings = (0..<1_000).map { index in
      var crossing = Cases.fourHops.crossings[index % Cases.fourHops.crossings.count]
      crossing.isNewCell = index % 2 == 0
      crossing.findingID = index % 5 == 0 ? "f" : nil
      return crossing
    }
    let crossings = Report(result: many, provenance: Cases.provenance).crossings
    #expect(crossings.total == 1_000 && crossings.inNewCells == 500)
    #expect(crossings.listed.count == 200)
    #expect(crossings.listed.prefix(100).allSatisfy { $0.isNewCell == true && $0.finding == "f" })
  }

  @Test("hosts.csv has the promised columns first, then the features")
  func hosts() {
    let table = Table.hosts(Cases.fourHops)
    #expect(
      table.columns == [
        "host", "window_start", "window_end", "subnet", "role", "evaluable", "score", "p_value",
        "severity", "flagged", "reasons", "fan_out", "failed_share",
      ])
    #expect(table.rows.count == Cases.fourHops.assessments.count)
    #expect(table.rows.last?[5] == .boolean(false) && table.rows.last?[6] == .empty)
    #expect(table.rows.first?[11] == .number(14))
  }

  @Test("crossings.csv and edges have the promised columns")
  func promisedColumns() {
    #expect(
      Table.crossings(Cases.fourHops.crossings).columns == [
        "first_seen", "last_seen", "source", "source_subnet", "source_zone", "target",
        "target_subnet",
        "target_zone", "protocol", "dst_port", "flows", "failed_flows", "bytes_out", "bytes_in",
        "new", "new_cell",
        "finding",
      ])
    #expect(
      Table.edges(Cases.sixHosts.edges).columns == [
        "src", "dst", "protocol", "dst_port", "flows", "failed_flows", "bytes_out", "bytes_in",
        "first_seen",
        "last_seen", "new", "crosses_subnet",
      ])
  }
}
