// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The page and its interface as others see them: a tester of interfaces, and a browser.
@Suite(.serialized) struct PeerTests {
  private static let hasSchemathesis =
    (try? Python.run(["-c", "import schemathesis; print(1)"])) == "1\n"
  private static let hasBrowser =
    (try? Python.run([Python.oracle("browser.py", of: "ReviewServerTests"), "probe"])) == "True\n"

  @Test(
    "the interface does what its description says, and refuses the rest",
    .enabled(if: hasSchemathesis, Comment(rawValue: Python.peersReason)), .timeLimit(.minutes(5)))
  func interface() throws {
    let served = try Served(hasToken: true)
    let said = try Python.run([
      Python.oracle("interface.py", of: "ReviewServerTests"), "http://127.0.0.1:\(served.port)/",
      Served.token,
    ])
    #expect(said.hasSuffix("\nagreed\n"), "\(said)")
    #expect(try served.ask("GET", "/login").status == 200)
    #expect(served.end() == 0)
  }

  /// What `browser.py` saw.
  private struct Facts: Decodable {
    let alerts, maps, nodes, after_keyboard, after_mouse, without_script: Int
    let focused, opened, writes, live: String
    let gone: Bool
    let widths: [String: Int]
    let console: [String]
  }

  @Test(
    "an analyst works through it with keyboard, mouse, phone, and without script",
    .enabled(if: hasBrowser, "needs chromium, chromium-driver and selenium of Tests/peers.txt"),
    .timeLimit(.minutes(5)))
  func browser() throws {
    let served = try Served()
    let pictures = ProcessInfo.processInfo.environment["SIDESTEP_PICTURES"] ?? served.folder.path
    let said = try Python.run([
      Python.oracle("browser.py", of: "ReviewServerTests"), "http://127.0.0.1:\(served.port)/",
      Program.path(), served.database, pictures,
    ])
    let facts = try JSONDecoder().decode(Facts.self, from: Data(said.utf8))
    #expect(facts.alerts == Office.alerts)
    #expect(facts.opened.contains(facts.focused) && facts.focused.hasPrefix("first tcp/600"))
    #expect(facts.maps >= 1 && facts.nodes >= 2)
    #expect(facts.writes == "note")
    #expect(facts.after_keyboard == Office.alerts - 1 && facts.gone)
    #expect(facts.after_mouse == Office.alerts - 2)
    #expect(!facts.live.isEmpty)
    #expect(facts.without_script == 1)
    #expect(
      facts.widths.count == 6 && facts.widths.values.allSatisfy { $0 <= 360 }, "\(facts.widths)")
    #expect(facts.console.isEmpty, "\(facts.console)")
    let accepted = try Office.ids(in: served.database, status: "accepted")
    #expect(accepted.count == 2)
    #expect(served.end() == 0)
  }
}
