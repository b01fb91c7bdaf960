// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Every feature of every host, held against a computation that shares nothing with the program.
@Suite(.enabled(if: Python.hasPeers, "\(Python.peersReason)"))
struct FeatureOracleTests {
  private struct Case: CustomTestStringConvertible, Sendable {
    var input: String
    var hours: Int
    var until: String?

    init(_ input: String, hours: Int = 24, until: String? = nil) {
      self.input = input
      self.hours = hours
      self.until = until
    }

    var testDescription: String { "\(input), \(hours) h" }
  }

  private static let real = [
    Case("otrf-apt29-day1"), Case("dapt2020"), Case("dapt2020", hours: 1),
    Case("dapt2020", hours: 3, until: "2019-07-17"), Case("rita/proxy_rolling", hours: 1),
    Case("ics-zeek/4SICS-GeekLounge-151020.conn.log"),
    Case("ics-zeek/tridium-jace2.conn.log", hours: 1), Case("insider-zeek"),
    Case("slips/zeek/test9-mixed-zeek-dir.conn.log"),
    Case("slips/zeek/port-scans_vertical.conn.log"), Case("slips/argus", hours: 1),
    Case("suricata"), Case("cic-ids2017"),
  ]

  private func verdict(_ input: String, _ test: Case, spoil: Bool = false) throws -> String {
    let place = try Place()
    let hourly = try Tool.run([
      "edges", input, "--per-hour", "--output-format", "csv", "--threads", "2",
    ])
    let features = try Tool.run(
      ["features", input, "--window", "\(test.hours)h", "--output-format", "csv"]
        + (test.until.map { ["--baseline-until", $0] } ?? []))
    #expect(hourly.status == 0 && features.status == 0, "\(features.errors)")
    var told = features.text
    if spoil, let last = told.lastIndex(of: ",") { told = String(told[..<last]) + ",77\n" }
    return try Python.run(
      [
        Python.oracle("features.py", of: "EndToEndTests"),
        try place.write(hourly.output, to: "hourly.csv"),
        try place.write(told.utf8, to: "features.csv"), "\(test.hours)",
      ] + (test.until.map { [$0] } ?? []))
  }

  @Test(
    "features of real sets equal an independent computation, column by column",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"), arguments: real)
  private func realSets(test: Case) throws {
    let text = try verdict(SharedData.path(test.input), test)
    #expect(text.hasSuffix(" values compared, 0 columns differ\n"), "\(text)")
    #expect(!text.hasPrefix("0 values"))
  }

  private func office() throws -> String {
    let flows = try Place().path + "/office.log"
    let run = try Tool.run([
      "simulate", "-o", flows, "--hosts", "50", "--days", "10", "--flows", "12000", "--seed", "5",
      "--scenario", "hop_chain",
    ])
    #expect(run.status == 0, "\(run.errors)")
    return flows
  }

  @Test("so do those of an office of several judged days")
  func simulated() throws {
    let flows = try office()
    let daily = try verdict(flows, Case(flows, until: "2026-03-10"))
    #expect(daily.hasSuffix(" values compared, 0 columns differ\n"), "\(daily)")
    let half = try verdict(flows, Case(flows, hours: 12, until: "2026-03-09T06:00:00Z"))
    #expect(half.hasSuffix(" values compared, 0 columns differ\n"), "\(half)")
    let spoilt = try verdict(flows, Case(flows, until: "2026-03-10"), spoil: true)
    #expect(spoilt.hasSuffix(" values compared, 1 columns differ\n"), "\(spoilt)")
  }
}
