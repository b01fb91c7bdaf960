// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Every set of real flows, held against counts made by a script that shares nothing with the program.
@Suite(
  .enabled(if: SharedData.isPresent, "\(SharedData.reason)"),
  .enabled(if: Python.isPresent, "\(Python.reason)"))
struct RealSetTests {
  /// What is analysed at once.
  struct RealSet: CustomTestStringConvertible, Sendable {
    var inputs: [String]
    var baseline: [String] = []
    var internalBlocks: String?

    init(_ inputs: [String], baseline: [String] = [], internalBlocks: String? = nil) {
      self.inputs = inputs
      self.baseline = baseline
      self.internalBlocks = internalBlocks
    }

    var testDescription: String {
      (inputs + (internalBlocks.map { ["--internal", $0] } ?? [])).joined(separator: " ")
    }

    var scope: [String] { internalBlocks.map { ["--internal", $0] } ?? [] }
    var inputPaths: [String] { inputs.map(SharedData.path) }
    var paths: [String] { (inputs + baseline).map(SharedData.path) }
    var options: [String] {
      inputPaths + baseline.flatMap { ["--baseline", SharedData.path($0)] } + scope
    }
  }

  /// What the script counts.
  struct Numbers: Decodable {
    var files: Int
    var records: Int
    var used: Int
    var ignored: Int
    var rejected: Int
    /// Rejected records by what is wrong with them.
    var reasons: [String: Int]
    /// Flows between no two hosts, by reason.
    var omissions: [String: Int]
    var hosts: Int
    var flows: Int
    var bytes: Int
    var pairs: Int
    /// Edges if every record had its direction right.
    var edges: Int
    var edgeRows: Int
    var edgeKeys: Int
    var unexplainedEdges: Int
    var missingFlows: Int
    var flowsElsewhere: Int
    var edgesThatDiffer: Int
    var edgeFlows: Int
    var edgeBytes: Int
    var edgePairs: Int
  }

  private static let monday = "dapt2020/enp0s3-monday-pvt.pcap_Flow.csv"
  private static let tuesday = "dapt2020/enp0s3-pvt-tuesday.pcap_Flow.csv"
  private static let wednesday = "dapt2020/enp0s3-pvt-wednesday.pcap_Flow.csv"
  private static let friday = "dapt2020/enp0s3-tcpdump-pvt-friday.pcap_Flow.csv"

  static let sets: [RealSet] = [
    RealSet(["cic-ids2017"]), RealSet(["dapt2020"]),
    RealSet([wednesday], baseline: [monday, tuesday]),
    RealSet([friday], baseline: [monday, tuesday]),
    RealSet(["otrf-apt29-day1/zeek"]), RealSet(["slips/zeek"]),
    RealSet(
      ["slips/argus"], internalBlocks: "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,147.32.0.0/16"),
    RealSet(["slips/suricata"]), RealSet(["suricata"]), RealSet(["rita"]), RealSet(["ics-zeek"]),
    RealSet(["insider-zeek/conn.log"]), RealSet(manyFormats),
  ]

  private static let manyFormats = [
    "cic-ids2017", "dapt2020", "otrf-apt29-day1/zeek", "slips/zeek", "slips/argus",
    "slips/suricata", "suricata", "rita", "ics-zeek", "insider-zeek/conn.log",
  ]

  static func count(
    _ paths: [String], scope: [String] = [], edges: String? = nil
  ) throws -> Numbers {
    let text = try Python.run(
      [Python.oracle("count_edges.py")] + scope + (edges.map { ["--edges", $0] } ?? []) + paths)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Numbers.self, from: Data(text.utf8))
  }

  /// Hosts and edges of both are compared only without a baseline, whose flows the edge table of
  /// `edges` leaves out and whose direction is settled apart.
  @Test(
    "an analysis ends well, writes all files and states what was counted; its edges are those of the records",
    arguments: sets)
  func analyzes(set: RealSet) throws {
    let folder = try Place()
    let run = try Tool.run(["analyze", "--no-dedup", "-o", folder.path + "/report"] + set.options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(Set(try contents(of: folder.path + "/report").keys) == reportFiles)
    let stated = try Findings(folder: folder.path + "/report").provenance
    let table = try Tool.run(["edges", "--no-dedup", "--output-format", "ndjson"] + set.options)
    #expect(table.status == 0, "\(table.errors)")
    let counted = try Self.count(
      set.paths, scope: set.scope, edges: folder.write(table.output, to: "edges.ndjson"))
    #expect(stated.inputs.count == counted.files)
    #expect(stated.flows.read == counted.records)
    #expect(stated.flows.used == counted.used)
    #expect(stated.flows.ignored == counted.ignored)
    #expect(stated.flows.rejected == counted.rejected)
    #expect(stated.hosts == counted.hosts)
    #expect(Self.rejections(in: run.errors) == counted.reasons)
    #expect(Self.omissions(in: run.errors) == counted.omissions)
    if set.baseline.isEmpty {
      #expect(stated.edges == counted.edgeRows)
      Self.expectEdges(counted, turned: stated.flows.turned)
    }
  }

  /// Which flows were turned is the program's judgement; that there are no more than it says, and
  /// that nothing else moved, is not.
  private static func expectEdges(_ counted: Numbers, turned: Int) {
    #expect(counted.edgeRows == counted.edgeKeys)
    #expect(counted.unexplainedEdges == 0)
    #expect(counted.missingFlows == 0)
    #expect(counted.edgeFlows == counted.flows)
    #expect(counted.edgeBytes == counted.bytes)
    #expect(counted.edgePairs == counted.pairs)
    #expect(counted.flowsElsewhere <= turned)
    if turned == 0 {
      #expect(counted.edgeRows == counted.edges)
      #expect(counted.edgesThatDiffer == 0)
    }
  }

  @Test("all real data at once, captures and all, end well with every record accounted for")
  func everything() throws {
    let folder = try Place()
    let run = try Tool.run(["analyze", SharedData.path("."), "-o", folder.path + "/report"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(Set(try contents(of: folder.path + "/report").keys) == reportFiles)
    let flows = try Findings(folder: folder.path + "/report").provenance.flows
    let duplicates = try #require(flows.duplicates)
    #expect(duplicates > 0)
    #expect(flows.read == flows.used + duplicates + flows.ignored + flows.rejected)
    #expect(run.errors.contains("packets made"))
  }

  @Test("logs without times have no flow to use, and the error says why")
  func masked() throws {
    let folder = try Place()
    let run = try Tool.run(
      ["analyze", SharedData.path("zeek-variants"), "-o", folder.path + "/report"])
    let counted = try Self.count([SharedData.path("zeek-variants")])
    #expect(run.status == 66)
    #expect(run.text.isEmpty)
    #expect(counted.flows == 0)
    #expect(counted.reasons["time"].map { $0 > 2000 } == true)
    #expect(Self.rejections(in: run.errors) == counted.reasons)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/report"))
  }

  /// The numbers of `… rejected (record not a JSON object 1, source port not a port 1)`, by the
  /// script's words.
  private static func rejections(in errors: String) -> [String: Int] {
    let words = [
      "missing": "missing", "not an address": "address", "not a time": "time",
      "not a usable number": "number", "not a port": "port", "not a known protocol": "protocol",
      "negative": "duration", "fewer columns than the header": "columns",
      "not a JSON object": "json",
    ]
    var counts: [String: Int] = [:]
    for match in errors.matches(of: /read \d+ files?: .*? rejected \((.*)\)/) {
      for part in match.1.split(separator: ", ") {
        let why = words.first { part.contains(" \($0.key) ") }?.value ?? String(part)
        counts[why, default: 0] += part.split(separator: " ").last.flatMap { Int($0) } ?? 0
      }
    }
    return counts
  }

  /// The numbers of `flows that are no edges: 98 both sides outside, …`.
  private static func omissions(in errors: String) -> [String: Int] {
    let words = [
      "both sides outside": "external", "multicast or broadcast target": "multicast",
      "no pair of hosts": "no pair",
    ]
    var counts: [String: Int] = [:]
    for match in errors.matches(of: /flows that are no edges: (.*)/) {
      for part in match.1.split(separator: ", ") {
        let number = part.prefix { $0.isNumber }
        let why = String(part.dropFirst(number.count + 1))
        counts[words[why] ?? why, default: 0] += Int(number) ?? 0
      }
    }
    return counts
  }
}
