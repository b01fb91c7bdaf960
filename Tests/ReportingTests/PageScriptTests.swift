// SPDX-License-Identifier: Apache-2.0

import Detection
import Testing
import Topology

@testable import Reporting

@Suite struct PageScriptTests {
  private func html(_ text: String? = nil) throws -> String {
    let result = text.map(Cases.namedResult) ?? Cases.fourHops
    let provenance = text.map(Cases.namedProvenance) ?? Cases.provenance
    let subnets = text.map(Cases.namedSubnets) ?? Cases.subnets
    let report = Report(result: result, provenance: provenance, subnets: subnets)
    let map = AttackMap.attackPaths(result, provenance: provenance, subnets: subnets)
    let further = ReportFolder.furtherMaps(
      result, edges: Cases.table(result.surroundings), provenance: provenance, subnets: subnets,
      worker: nil)
    return try IncidentPage.html(
      report, map: try MapDrawing.svg(map, worker: nil), crossings: further.crossings,
      blast: further.blast
    ).replacing("<!DOCTYPE html>", with: "")
  }

  @Test("the page has one script, its own, and a policy that lets no other run")
  func policy() throws {
    let parsed = Parsed(try html())
    #expect(parsed.error == nil)
    #expect(parsed.scripts == [IncidentPage.script])
    let policy = try #require(
      parsed.attributes.map(\.value).first { $0.hasPrefix("default-src 'none'") })
    let hash = SHA256.base64(SHA256.hash(Array(IncidentPage.script.utf8)))
    #expect(policy.contains("script-src 'sha256-\(hash)';"))
    for word in ["unsafe-eval", "http", "*", "script-src 'unsafe-inline'"] {
      #expect(!policy.contains(word))
    }
    #expect(policy.contains("base-uri 'none'; form-action 'none'"))
  }

  @Test("the script reads the page, and writes text alone")
  func plain() {
    let script = IncidentPage.script
    #expect(!script.contains { "<&".contains($0) })
    for word in [
      "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "Function(", "fetch",
      "XMLHttp", "WebSocket", "import", "localStorage", "cookie", "location", "style",
    ] { #expect(!script.contains(word), "\(word)") }
    #expect(script.utf8.count < 16_000)
  }

  @Test("three maps share the page: every id is there once, and every reference leads to one")
  func identifiers() throws {
    let parsed = Parsed(try html())
    #expect(
      parsed.attributes.count { $0.name == "class" && $0.value.contains("attack_map_sheet") } == 3)
    #expect(Set(parsed.ids).count == parsed.ids.count)
    let references = parsed.attributes.filter {
      ["data-from", "data-to", "data-of"].contains($0.name)
    }
    #expect(references.count > 20)
    #expect(Set(references.map(\.value)).isSubset(of: parsed.ids))
    let labelled = parsed.attributes.filter { $0.name == "aria-labelledby" }
      .flatMap { $0.value.split(separator: " ").map(String.init) }
    #expect(labelled.count == 6 && Set(labelled).isSubset(of: parsed.ids))
  }

  @Test("numbered arrows say their number and time, in the order of time")
  func times() throws {
    let svg = try MapDrawing.svg(Cases.map(.path), worker: nil)
    let parsed = Parsed(svg)
    let values = { (name: String) in
      parsed.attributes.filter { $0.name == name }.map(\.value)
    }
    #expect(values("data-numbers") == ["1", "2", "3", "4", "5", "6", "7"])
    #expect(values("data-time").first == "2026-03-02 09:15:02 UTC")
    #expect(values("data-time") == values("data-time").sorted())
  }

  @Test(
    "what the script reads holds no hostile text but as text", arguments: hostileTexts)
  func hostile(text: String) throws {
    let (parsed, calm) = (Parsed(try html(text)), Parsed(try html("calm")))
    #expect(parsed.error == nil)
    #expect(parsed.dangers == [])
    #expect(parsed.scripts == calm.scripts)
    #expect(parsed.ids == calm.ids)
    #expect(Set(parsed.elements) == Set(calm.elements))
    let data = { (page: Parsed) in
      page.attributes.filter { $0.name.hasPrefix("data-") }.map { "\($0.name)=\($0.value)" }
        .sorted()
    }
    #expect(data(parsed) == data(calm))
  }

  @Test("the page says how small a map's words are on paper, and what to do if too small")
  func printed() {
    let words = { (size: String) in PageModel.printed("<svg viewBox=\"0 0 \(size)\">") }
    // 180 mm for 600 points: 8.5 points become 2.55 mm.
    #expect(words("600 300") == "Printed on A4 or Letter its smallest words are 7.2 points high.")
    #expect(
      words("1800 1000").contains("3.5 points high, which is hard to read: print map.svg on A3"))
    #expect(words("4000 2400").contains("print map.svg on A1"))
    #expect(words("").isEmpty)
  }

  @Test("hashes are those of the standard")
  func hashes() {
    let hex = { (text: String) in
      SHA256.hash(Array(text.utf8)).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
    }
    #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(SHA256.base64(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
    #expect(SHA256.base64(Array("any carnal pleasu".utf8)) == "YW55IGNhcm5hbCBwbGVhc3U=")
    #expect(SHA256.base64(Array("any carnal pleasur".utf8)) == "YW55IGNhcm5hbCBwbGVhc3Vy")
  }
}
