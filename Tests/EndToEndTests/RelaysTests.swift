// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct RelaysTests {
  @Test("a relay somebody planted is the most urgent one, hop by hop as in truth")
  func planted() throws {
    let folder = try Place()
    let log = folder.path + "/office.log"
    let truth = folder.path + "/truth.csv"
    let made = try Tool.run([
      "simulate", "--scenario", "relay", "--hosts", "60", "--flows", "1500", "-o", log, "--truth",
      truth,
    ])
    #expect(made.status == 0, "\(made.errors)")
    let steps = try String(contentsOfFile: truth, encoding: .utf8).split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",") }.filter { $0[3] != "0" }
    let hosts = [steps[0][4]] + steps.map { $0[5] }
    let run = try Tool.run([
      "relays", log, "--baseline-until", Office.baselineUntil, "--output-format", "csv",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let first = try #require(run.lines.dropFirst().first)
    #expect(hosts.count > 2 && first.contains(hosts.joined(separator: " > ")), "\(first)")
  }

  @Test("an office without relays gives a header alone; a model cannot be searched, and says so")
  func nothing() throws {
    let folder = try Place()
    let log = try folder.write(
      """
      ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p
      """.utf8, to: "empty.csv")
    let run = try Tool.run(["relays", log])
    #expect(run.status != 0)
    let model = try Tool.run(["relays", log, "--model", log])
    #expect(model.status == 64 && model.errors.contains("give the past as --baseline"))
    let days = try Office.firstDays.get()
    let quiet = try Tool.run(["relays"] + days + ["--output-format", "csv"])
    #expect(quiet.status == 0 && quiet.lines.first?.hasPrefix("priority,hosts,services") == true)
    #expect(quiet.lines.count > 1 || quiet.errors.contains("no session was passed on"))
  }
}
