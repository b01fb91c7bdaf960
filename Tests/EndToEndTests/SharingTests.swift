// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// What is shared: redacted reports, paper, and what is known of addresses.
@Suite struct SharingTests {
  /// The example with hostile and with common names, indicators and an allow list.
  private struct Case {
    let options: [String]
    let secrets: [String]

    init(names: [String], subnetNames: [String]) throws {
      let office = try Office.demo.get()
      let folder = try Place()
      let quoted = { (text: String) in "\"\(text.replacing("\"", with: "\"\""))\"" }
      let hosts = ["10.10.2.230", "10.10.3.33", "10.2.0.231", "10.1.0.175", "10.1.0.65"]
      let blocks = ["10.1.0.0/24", "10.2.0.0/24", "10.10.1.0/24", "10.10.3.0/24"]
      let assets = zip(hosts, names).map { "\($0),\(quoted($1)),,," }.joined(separator: "\n")
      let subnets = zip(blocks, subnetNames).map { "\($0),\(quoted($1)),\(quoted("z" + $1)),7" }
        .joined(separator: "\n")
      options = [
        office.flows, "--baseline-until", Office.baselineUntil,
        "--assets", try folder.write(("ip,name,role,from,to\n" + assets).utf8, to: "a.csv"),
        "--subnets", try folder.write(("cidr,name,zone,vlan\n" + subnets).utf8, to: "s.csv"),
        "--ioc", try folder.write("203.0.113.161 # Staging Panel\n10.2.0.231\n".utf8, to: "i.txt"),
        "--allow",
        try folder.write("10.2.0.6,*,*,Change Nineteen,2026-03-05\n".utf8, to: "w.csv"),
        "--site", "Plant Seven",
      ]
      secrets =
        hosts + [
          "10.1.0.", "10.2.0.", "10.10.1.", "10.10.3.", "192.0.2.", "Staging Panel",
          "Change Nineteen", "Plant Seven", "office.conn",
        ] + (names + subnetNames).map { String($0.prefix(16)) }
    }
  }

  /// Texts as they may be found again: plain, in XML, and in JSON.
  private func forms(_ text: String) -> [String] {
    let xml = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    return [text, xml, text.replacing("\"", with: "\\\"")]
  }

  @Test(
    "a redacted report has no address, name or file name of the real network in any file",
    arguments: [false, true])
  func redacted(isHostile: Bool) throws {
    let office = try Case(
      names: isHostile
        ? [
          "<script>alert(1)</script>", "x\" onmouseover=\"alert(3)", "café \u{301}日本 name",
          String(repeating: "Wonder", count: 40), "=HYPERLINK(203.0.113.1)",
        ] : ["ws-accounts-1", "ws-accounts-2", "jump.example", "Files", "ledger-db"],
      subnetNames: isHostile
        ? ["]]><svg/onload=1>", "\\N\\G } digraph", "a,b;c|d=e\"f", "Räume & Flure 3"]
        : ["Servers", "Administration", "Floor one", "Floor three"])
    let folder = try Place().path
    let formats = ["ecs", "stix", "cef", "csv", "opengraph", "attack-flow", "syslog", "navigator"]
    let plain = try Tool.run(["analyze", "-o", folder + "/plain"] + office.options)
    #expect(plain.status == 0, "\(plain.errors)")
    let run = try Tool.run(
      ["analyze", "--redact", "--export", formats.joined(separator: ","), "-o", folder + "/shared"]
        + office.options)
    #expect(run.status == 0, "\(run.errors)")
    let map = try Tool.run(
      [
        "map", office.options[0], "--host", "10.2.0.231", "--redact", "-o",
        folder + "/shared/one.svg",
      ]
        + office.options[3..<9])
    #expect(map.status == 0, "\(map.errors)")
    let before = try contents(of: folder + "/plain").values
      .map { String(decoding: $0, as: UTF8.self) }.joined()
    let found = office.secrets.filter { secret in forms(secret).contains { before.contains($0) } }
    #expect(found.count >= office.secrets.count - 4)
    for (name, bytes) in try contents(of: folder + "/shared") {
      let text = String(decoding: bytes, as: UTF8.self)
      for secret in office.secrets {
        for form in forms(secret) { #expect(!text.contains(form), "\(name): \(secret)") }
      }
      #expect(text.contains("240.") || name == "findings.navigator.json", "\(name)")
    }
  }

  @Test("indicators change no score, and a file that is wrong ends with its line")
  func indicators() throws {
    let office = try Office.demo.get()
    let folder = try Place()
    let list = try folder.write("203.0.113.161\n999.1.1.1\nevil.example\n".utf8, to: "list.txt")
    let run = try Tool.run(
      ["analyze", "-o", folder.path + "/report", "--ioc", list] + office.options)
    #expect(run.status == 0)
    #expect(run.errors.contains("\(list):2: not an address"))
    #expect(run.errors.contains("1 address, 1 rejected, 1 ignored (no address)"))
    let (with, without) = (
      try contents(of: folder.path + "/report"), try contents(of: office.report)
    )
    #expect(with["hosts.csv"] == without["hosts.csv"])
    #expect(
      String(decoding: with["report.html"] ?? Data(), as: UTF8.self).contains("203.0.113.161"))
    let strict = try Tool.run(
      ["analyze", "-o", folder.path + "/no", "--strict", "--ioc", list] + office.options)
    #expect(strict.status == 65 && strict.errors.contains("\(list):2"))
  }

  @Test(
    "rules of an allow file that can do nothing are refused",
    arguments: [
      ("nobody,*,22,x,", 64, "nobody"), ("8.8.8.8,*,22,x,", 64, "internet"),
      ("10.0.0.1,*,22,,", 65, "reason"),
    ])
  func rules(line: String, status: Int, word: String) throws {
    let office = try Office.demo.get()
    let folder = try Place()
    let file = try folder.write(line.utf8, to: "allow.csv")
    let run = try Tool.run(["score", "--allow", file] + office.options)
    #expect(run.status == Int32(status) && run.errors.contains("\(file):1"), "\(run.errors)")
    #expect(run.errors.contains(word))
  }

  private static let hasPrinter = ["chromium", "chromium-browser", "google-chrome"].contains {
    name in
    ["/usr/bin/", "/usr/local/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + name)
    }
  }

  @Test(
    "--pdf prints the page, the same bytes each time",
    .enabled(if: hasPrinter, "no chromium is installed"))
  func paper() throws {
    let office = try Office.demo.get()
    let folder = try Place().path
    var printed: [Data] = []
    for name in ["a", "b"] {
      let run = try Tool.run(["analyze", "--pdf", "-o", "\(folder)/\(name)"] + office.options)
      #expect(run.status == 0 && run.text.contains("PDF:"), "\(run.errors)")
      printed.append(try #require(try contents(of: "\(folder)/\(name)")["report.pdf"]))
    }
    #expect(printed[0] == printed[1] && printed[0].starts(with: Data("%PDF-".utf8)))
    #expect(printed[0].firstRange(of: Data("/CreationDate (D:20260313000000".utf8)) != nil)
  }

  @Test("without a program that prints --pdf ends with 69 before reading, and says what to install")
  func noPrinter() throws {
    let folder = try Place().path
    let run = try Tool.shell("PATH=\"$0\" sidestep analyze --pdf -o '\(folder)/x' /nothing/there")
    #expect(run.status == 69 && run.errors.contains("apt-get install"), "\(run.errors)")
    #expect(try contents(of: folder).isEmpty)
  }
}
