// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The office `sidestep simulate` writes, and what `sidestep analyze` makes of it, once for all tests.
final class Office: Sendable {
  /// The office of the example.
  static let demo = Result { try Office(quiet: false) }
  /// The same office without an intrusion.
  static let quiet = Result { try Office(quiet: true) }

  /// The first day judged.
  static let baselineUntil = "2026-03-12"

  let flows: String
  let truth: String
  let subnets: String
  let assets: String
  let report: String
  let summary: String

  /// Options that name the office's files.
  var options: [String] {
    [flows, "--subnets", subnets, "--assets", assets, "--baseline-until", Self.baselineUntil]
  }

  private init(quiet: Bool) throws {
    let place = try Place().path
    flows = place + "/office.conn.log.gz"
    truth = place + "/office.truth.csv"
    subnets = place + "/office.subnets.csv"
    assets = place + "/office.assets.csv"
    report = place + "/report"
    let simulated = try Tool.run(
      ["simulate", "-o", flows, "--truth", truth, "--subnets", subnets, "--assets", assets]
        + (quiet ? ["--quiet"] : []))
    let analyzed = try Tool.run(
      [
        "analyze", flows, "--subnets", subnets, "--assets", assets, "--baseline-until",
        Self.baselineUntil, "--threads", "1", "-o", report,
      ])
    guard simulated.status == 0, analyzed.status == 0 else {
      throw Failed(errors: simulated.errors + analyzed.errors)
    }
    summary = analyzed.text
  }

  /// The options that name the first days of the example alone, as a quick input.
  static let firstDays = Result {
    let place = try Place()
    let log = place.path + "/conn.log"
    let cut = try Tool.shell("gzip -dc '\(try demo.get().flows)' | head -n 12000 > '\(log)'")
    // 141: gzip was not let finish.
    guard [0, 141].contains(cut.status) else { throw Failed(errors: cut.errors) }
    return [log, "--baseline-until", "2026-03-03"]
  }

  struct Failed: Error {
    var errors: String
  }

  /// A move of the intruder that reached a host.
  struct Step: Equatable {
    var time: String
    var source: String
    var target: String
    var transport: String
    var port: Int
  }

  /// The moves inside the office that belong to the path, in order.
  func plantedPath() throws -> [Step] {
    let rows = try String(contentsOfFile: truth, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let columns = rows[0]
    func value(_ row: [String], _ column: String) -> String {
      columns.firstIndex(of: column).map { row[$0] } ?? ""
    }
    return rows.dropFirst().filter { row in
      // Step 0 looks around, before and between moves; the last step leaves the office.
      value(row, "step") != "0" && value(row, "target").hasPrefix("10.")
    }.map { row in
      Step(
        time: value(row, "time"), source: value(row, "source"), target: value(row, "target"),
        transport: value(row, "protocol"), port: Int(value(row, "target_port")) ?? -1)
    }
  }
}
