// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

/// Real files of formats the independent counts of `RealDataTests` do not know.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.reason)")) struct RealFormatTests {
  private static let nfcapd = SharedData.path("slips/nfdump/test1-malicious.nfdump")
  private static let nfdump = ["/usr/bin/nfdump", "/usr/local/bin/nfdump"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func lines(_ name: String) throws -> [String] {
    let data = try Data(contentsOf: URL(fileURLWithPath: SharedData.path(name)))
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  @Test(
    "published columns without their names give the flows they give with them",
    arguments: [
      ("cic-ids2017/cic_generatedlabelledflows_9rows.csv", 85, "cic"),
      ("dapt2020/enp0s3-pvt-wednesday.pcap_Flow.csv", 84, "cicflowmeter"),
    ])
  func withoutNames(name: String, columns: Int, dialect: String) async throws {
    // DAPT's own two columns stand in the place of the one label.
    let rows = try lines(name).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).prefix(columns)
        .joined(separator: ",")
    }
    let with = try await Reading.text(rows.joined(separator: "\n"))
    let without = try await Reading.text(rows.dropFirst().joined(separator: "\n"))
    #expect(try without.file.format == dialect && without.flows == with.flows)
    #expect(without.flows.count > 5)
    #expect(try without.file.notes.contains { $0.hasPrefix("no line of column names") })
  }

  @Test("an industrial network's flows are those a plain sum of its columns gives")
  func westermo() async throws {
    let rows = try lines("westermo-left/output_left.csv").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let place = Dictionary(uniqueKeysWithValues: rows[0].enumerated().map { ($1, $0) })
    func value(_ row: [String], _ name: String) throws -> String { row[try #require(place[name])] }
    let ip = try rows.dropFirst().filter { try value($0, "protocol").hasPrefix("IPV4-") }
    let bytes = try ip.reduce(0.0) { sum, row in
      sum + (Double(try value(row, "sBytesSum")) ?? 0) + (Double(try value(row, "rBytesSum")) ?? 0)
    }
    let reading = try await Reading.files([SharedData.path("westermo-left/output_left.csv")])
    let file = try reading.file
    #expect(file.format == "icsflow" && file.records == rows.count - 1 && file.used == ip.count)
    #expect(file.ignored == ["not IP": rows.count - 1 - ip.count])
    #expect(reading.flows.reduce(0) { $0 + $1.bytesOut + $1.bytesIn } == Int64(bytes))
    #expect(reading.flows.allSatisfy { $0.sourcePort == 0 && $0.service.port == 0 })
    #expect(file.notes.count { $0.hasPrefix("no ports") } == 1)
  }

  @Test(
    "nfdump's text of real captures gives every packet and byte",
    arguments: [
      "nfcapd.sample1", "nfcapd.sample1.labeled", "nfcapd.sample2",
    ])
  func text(name: String) async throws {
    let path = "slips/nfdump/\(name)"
    var bytes: Int64 = 0
    var packets: Int64 = 0
    for line in try lines(path).dropFirst() {
      // … flags tos packets bytes flows, then a label in one of the files.
      let words = line.split { $0 == " " || $0 == "\t" }
      let flags = try #require(
        words.firstIndex { $0.contains(".") && !$0.contains(where: \.isNumber) })
      packets += try #require(Int64(words[flags + 2]))
      bytes += try #require(Int64(words[flags + 3]))
    }
    let reading = try await Reading.files([SharedData.path(path)])
    #expect(try reading.file.rejected.isEmpty && reading.file.format == "nfdump")
    #expect(reading.flows.reduce(0) { $0 + $1.bytesOut + $1.bytesIn } == bytes)
    #expect(reading.flows.reduce(0) { $0 + $1.packetsOut + $1.packetsIn } == packets)
    // A moment is told to the millisecond.
    #expect(reading.flows.contains { $0.start.microseconds % 1_000_000 != 0 })
  }

  @Test(
    "every output of nfdump gives the same flows of one real file, CSV to the second",
    .enabled(if: nfdump != nil, "needs the program nfdump"))
  func outputs() async throws {
    let program = try #require(Self.nfdump)
    let folder = try TemporaryFolder()
    var readings: [String: Reading] = [:]
    for output in ["line", "long", "extended", "csv", "json"] {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["-r", Self.nfcapd, "-o", output]
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      readings[output] = try await Reading.files([try folder.write(data, to: output)])
    }
    let json = try #require(readings["json"])
    #expect(json.flows.count > 2000)
    #expect(readings["extended"]?.sorted == json.sorted && readings["long"]?.sorted == json.sorted)
    func counted(_ reading: Reading?) -> [String] {
      (reading?.flows ?? []).map { flow in
        "\(flow.source) \(flow.target) \(flow.service) \(flow.start.microseconds / 1_000_000) "
          + "\(flow.bytesOut) \(flow.bytesIn)"
      }.sorted()
    }
    #expect(counted(readings["csv"]) == counted(json))
    // Without flags halves may be joined otherwise; nothing is lost.
    func sums(_ reading: Reading?) -> [Int64] {
      (reading?.flows ?? []).reduce(into: [0, 0]) { sums, flow in
        sums[0] += flow.bytesOut + flow.bytesIn
        sums[1] += flow.packetsOut + flow.packetsIn
      }
    }
    #expect(sums(readings["line"]) == sums(json))
  }
}
