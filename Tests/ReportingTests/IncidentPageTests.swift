// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Testing
import Topology

@testable import Reporting

@Suite struct IncidentPageTests {
  private func page(_ result: AnalysisResult) throws -> Parsed {
    let report = Report(result: result, provenance: Cases.provenance, subnets: Cases.subnets)
    let map = AttackMap.attackPaths(
      result, provenance: Cases.provenance, subnets: Cases.subnets)
    let svg = map.nodes.isEmpty ? nil : try MapDrawing.svg(map, worker: nil)
    return Parsed(wellFormed(try IncidentPage.html(report, map: svg)))
  }

  /// The page is written to be XML too, except for the document type.
  private func wellFormed(_ html: String) -> String {
    html.replacing("<!DOCTYPE html>", with: "")
  }

  @Test("the page is well-formed, has headings and table headers, and nothing that acts")
  func wellFormedPage() throws {
    let parsed = try page(Cases.fourHops)
    #expect(parsed.error == nil)
    #expect(parsed.dangers == [])
    #expect(parsed.elements.count { $0 == "h1" } == 1)
    #expect(parsed.attributes.contains { $0.name == "lang" && $0.value == "en" })
    #expect(parsed.elements.count { $0 == "thead" } == parsed.elements.count { $0 == "table" })
    #expect(parsed.elements.count { $0 == "svg" } == 4)
    #expect(Set(parsed.ids).count == parsed.ids.count)
  }

  @Test("the first lines say what was found, where it began, how far it went and how sure it is")
  func summary() throws {
    let text = try page(Cases.fourHops).text
    #expect(text.contains("Possible lateral movement: 4 hosts reached from WS-ANNA"))
    #expect(text.contains("Of 6 hosts that could be judged"))
    #expect(
      text.contains("4 were flagged, most urgently DB01 (10.2.0.9), FS01 (10.2.0.4) and 10.1.0.23.")
    )
    #expect(
      text.contains(
        "It began at WS-ANNA (10.1.0.17) at 2026-03-02 09:15:02 UTC and went on in 4 hops to 4 other hosts across 3 subnets"
      ))
    #expect(text.contains("3 further attempts failed."))
    #expect(
      text.contains(
        "That the hops of the longest branch belong together is 40 % certain; of the whole path, 2 of 7 hops are inferred"
      ))
    #expect(
      text.contains(
        "The longest branch runs WS-ANNA → 10.1.0.23 → FS01 → DB01 → DC01: it reached DC01 (10.9.0.2)"
      ))
  }

  @Test("each part is there: timeline, cards, crossings, techniques, coverage, appendix")
  func parts() throws {
    let text = try page(Cases.fourHops).text
    for part in [
      "first WinRM (tcp/5985) from 10.1.0.17 to 10.1.0.23",
      "consistent with T1021.006", "T1021.006Windows Remote Management",
      "Could be benign if", "ask for the change ticket", "5 of them in a combination",
      "crossings.csv has all of them",
      "seen on 1 of 6 baseline days; 3 are needed", "conn.2026-03-02.log.gz ends at 17:02",
      "sha256:0123456789abcdef",
      "81,204", "6f1d2c3b4a596877", "sidestep 0.1.0",
    ] { #expect(text.contains(part), "\(part)") }
  }

  @Test("a quiet result is said to be quiet, with the hosts that came closest")
  func quiet() throws {
    let parsed = try page(Cases.quiet)
    #expect(parsed.error == nil)
    #expect(parsed.text.contains("No host stood out"))
    #expect(parsed.text.contains("the hosts that came closest"))
    #expect(parsed.text.contains("FS01 (10.2.0.4)"))
    #expect(!parsed.elements.contains("article"))
  }

  @Test("attempts that all failed are not called movement")
  func onlyFailures() throws {
    let step = Cases.hop(
      1, Cases.edge("10.1.0.17", "10.2.0.4", 445, 100, flows: 2, failed: 2), .failed, 1)
    let result = Cases.result(
      assessments: [Cases.assessment("10.1.0.17", score: 0.9, severity: .high)],
      findings: [Cases.finding("10.1.0.17", .high, score: 0.9, p: 0.01, second: 100)],
      paths: [AttackPath(entry: Cases.ip("10.1.0.17"), hops: [step], certainty: 1)])
    let text = try page(result).text
    #expect(text.contains("Attempted lateral movement from 10.1.0.17, no host reached"))
    #expect(text.contains("1 attempt to go on failed, none came about."))
    #expect(!text.contains("Lateral movement is likely"))
  }

  @Test("hosts flagged without a path are said to have none")
  func noPath() throws {
    let text = try page(Cases.hub(20)).text
    #expect(text.contains("1 host behaves unlike the rest"))
    #expect(text.contains("No path from host to host could be put together"))
  }

  @Test("where no host could be judged the page says why, what to do, and what the hosts did")
  func unjudged() throws {
    let parsed = try page(Cases.unjudged)
    #expect(parsed.error == nil)
    for words in [
      "No host could be judged", "no baseline, and only 2 hosts", "This is no all-clear.",
      "--baseline-until",
      "First is 10.0.1.4, which opened 173 connections to 4 targets on 14 ports, 52 of which failed.",
      "No host was flagged, as none could be judged.", "10.0.1.610.0.1.0/24430",
    ] { #expect(parsed.text.replacing("client", with: "").contains(words), "\(words)") }
    #expect(!parsed.text.contains("No host stood out"))
    #expect(!parsed.text.contains("p-value"))
    #expect(parsed.elements.count { $0 == "svg" } == 1)
  }

  @Test("a map goes on paper the way round it is larger")
  func shapes() {
    let svg = { (size: String) in PageModel.shape("<svg viewBox=\"0 0 \(size)\">") }
    #expect(svg("500 500") == "small" && svg("1700 900") == "wide" && svg("1000 1250") == "tall")
    #expect(PageModel.shape("") == "small")
  }

  @Test("an analysis of nothing is a page too")
  func nothing() throws {
    var result = Cases.result(assessments: [])
    result.windows = []
    let parsed = try page(result)
    #expect(parsed.error == nil)
    #expect(parsed.text.contains("The flows hold no host of this network"))
  }

  @Test(
    "no hostile text breaks the page or gets into it as anything but text", arguments: hostileTexts)
  func hostile(text: String) throws {
    func page(_ text: String) throws -> Parsed {
      let result = Cases.namedResult(text)
      let provenance = Cases.namedProvenance(text)
      let report = Report(result: result, provenance: provenance, subnets: Cases.namedSubnets(text))
      let svg = try MapDrawing.svg(Cases.named(text), worker: nil)
      return Parsed(wellFormed(try IncidentPage.html(report, map: svg)))
    }
    let (parsed, calm) = (try page(text), try page("calm"))
    #expect(parsed.error == nil)
    #expect(parsed.dangers == [])
    #expect(Set(parsed.elements) == Set(calm.elements))
    #expect(parsed.ids.sorted() == calm.ids.sorted())
    #expect(Set(parsed.attributes.map(\.name)) == Set(calm.attributes.map(\.name)))
  }
}
