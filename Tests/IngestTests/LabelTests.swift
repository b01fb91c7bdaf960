// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct LabelTests {
  private func labels(
    _ text: String, _ column: LabelColumn = .usual, and more: String? = nil, threads: Int = 1,
    pieceSize: Int = 4 << 20
  ) async throws -> ReadSummary {
    let folder = try TemporaryFolder()
    if let more { _ = try folder.write(more.utf8, to: "more") }
    var options = ReadOptions(threads: threads)
    options.labels = column
    options.pieceSize = pieceSize
    return try await FlowSource.read(
      try InputFile.resolve([try folder.write(text.utf8, to: "flows"), folder.path]),
      options: options,
      transform: { flows, _ in flows.count }, fold: { _ in })
  }

  @Test(
    "labels that mean no harm are told by their words",
    arguments: [
      ("BENIGN", true), ("Normal", true), ("flow=Background-UDP", true),
      ("flow=From-Normal-V42", true),
      ("GOOD-SSH", true), ("-", true), ("0", true), ("", true), ("(empty)", true),
      ("Benign ", true),
      ("1", false), ("Bot", false), ("Web Attack – XSS", false),
      ("flow=From-Botnet-V42-TCP", false),
      ("Exploits", false), ("abnormal", false), ("BAD-SSH", false),
    ])
  func benign(label: String, isBenign: Bool) {
    #expect(LabelledActs.isBenign(label) == isBenign)
  }

  @Test("labelled flows are the truth of their sources, by hour, turned flows of the right side")
  func truth() async throws {
    let header = "ts,src,sport,dst,dport,proto,bytes,label\n"
    let rows = [
      "2026-03-02T09:00:00Z,10.1.0.4,50000,10.2.0.9,445,tcp,1,Bot",
      "2026-03-02T09:30:00Z,10.1.0.4,50000,10.2.0.9,445,tcp,1,Bot",
      "2026-03-02T10:30:00Z,10.1.0.4,50000,10.2.0.9,445,tcp,1,Bot",
      "2026-03-02T09:10:00Z,10.2.0.9,445,10.1.0.5,50000,tcp,1,Scan",
      "2026-03-02T09:10:00Z,10.2.0.9,445,10.1.0.6,50000,tcp,1,Benign",
      "2026-03-02T09:10:00Z,10.2.0.9,445,10.1.0.6,50000,tcp,1,",
    ]
    let text = header + rows.joined(separator: "\n") + "\n"
    let summary = try await labels(text)
    let told = summary.labels.truth.map {
      "\($0.host) \($0.start?.description ?? "") \($0.end?.description ?? "") \($0.scenario ?? "")"
    }
    #expect(
      told == [
        "10.1.0.4 2026-03-02T09:00:00Z 2026-03-02T09:30:00Z Bot",
        "10.1.0.5 2026-03-02T09:10:00Z 2026-03-02T09:10:00Z Scan",
        "10.1.0.4 2026-03-02T10:30:00Z 2026-03-02T10:30:00Z Bot",
      ])
    #expect(summary.labels.maliciousFlows == 4 && summary.labels.benignFlows == 1)
    for size in [1, 60, 200] {
      #expect(try await labels(text, threads: 8, pieceSize: size).labels == summary.labels)
    }
    #expect(try await Reading.text(text).summary.labels == LabelledActs())
    // Beside another file directions are settled later.
    #expect(try await labels(text, and: Samples.zeek).labels.truth == summary.labels.truth)
    let named = try await labels(text.replacing(",label", with: ",What"), .named("what"))
    #expect(named.labels == summary.labels)
  }

  @Test("a file of many labels keeps so many, the rest as one")
  func bounded() async throws {
    let rows = (0..<300).map { "2026-03-02T09:00:00Z,10.1.0.4,50000,10.2.0.9,445,tcp,1,L\($0)" }
    let text = "ts,src,sport,dst,dport,proto,bytes,label\n" + rows.joined(separator: "\n")
    let whole = try await labels(text).labels
    #expect(try await labels(text, threads: 2, pieceSize: 300).labels == whole)
    #expect(whole.truth.count == LabelledActs.labelsKept + 1 && whole.maliciousFlows == 300)
  }

  @Test(
    "labels of every format that has them are read",
    arguments: [
      ("cic without names", 1), ("cic", 1), ("nf-uq-nids", 1), ("unsw without names", 2),
      ("icsflow", 1),
    ])
  func formats(name: String, malicious: Int) async throws {
    let text = try #require(Samples.all.first { $0.name == name }?.text)
    #expect(try await labels(text).labels.maliciousFlows == malicious)
  }

  @Test(
    "real sets' labels are those a plain count of their column finds",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"),
    arguments: [
      ("westermo-left/output_left.csv", "NST_M_Label"),
      ("dapt2020/enp0s3-pvt-wednesday.pcap_Flow.csv", "Stage"),
    ])
  func real(name: String, column: String) async throws {
    var options = ReadOptions()
    options.labels = .usual
    let summary = try await FlowSource.read(
      try InputFile.resolve([SharedData.path(name)]), options: options,
      transform: { flows, _ in flows.count }, fold: { _ in })
    let labels = summary.labels
    // Every record that became a flow has a label in these sets.
    #expect(labels.maliciousFlows + labels.benignFlows == summary.used)
    #expect(labels.maliciousFlows > 0 && labels.benignFlows > 0)
    #expect(Set(labels.truth.compactMap(\.scenario)).allSatisfy { !LabelledActs.isBenign($0) })
  }
}
