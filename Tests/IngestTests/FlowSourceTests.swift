// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Ingest

@Suite struct FlowSourceTests {
  @Test("one file named by itself in no known format is an error that says what was expected")
  func unrecognised() async throws {
    for (text, why) in [
      ("", "empty"), (" \n\n", "empty"),
      ("Lorem ipsum\n", "no line with the column names of a known flow format"),
      ("{\"x\":1}\n", "JSON lines without the names of a known flow format"),
      ("a\u{0}b", "not text"),
      ("#separator \\x09\n#path\tdns\n#fields\tts\tquery\n", "a Zeek log of dns, not conn"),
      ("#separator \\x09\n#path\tconn\n#fields\tuid\n", "a Zeek log without start time (ts)"),
      ("StartTime,SrcAddr,DstAddr,Dir\n", "columns without transport protocol (proto)"),
    ] {
      await #expect {
        try await Reading.text(text)
      } throws: { error in
        guard case .unrecognised(_, let told, let expected)? = error as? IngestError else {
          return false
        }
        return told == why && expected.contains("Zeek conn.log")
          && expected.contains("Argus binetflow")
      }
    }
  }

  @Test("a file without one usable record is an error that counts what there was")
  func unusable() async throws {
    await #expect {
      try await Reading.text(Samples.zeekHeader)
    } throws: { error in
      guard case .noUsableRecord(_, let why, _)? = error as? IngestError else { return false }
      return why.hasPrefix("0 records, 0 used")
    }
    let alert = Samples.eve.split(separator: "\n")[0] + "\n"
    await #expect {
      try await Reading.text(String(alert))
    } throws: { error in
      guard case .noUsableRecord(_, let why, _)? = error as? IngestError else { return false }
      return why.contains("1 ignored (alert 1)")
    }
  }

  @Test(
    "strict reading ends at the first bad record with its place, whatever the threads",
    arguments: [1, 2, 8])
  func strict(threads: Int) async throws {
    let bad = Samples.zeek.replacing("10.2.0.1\t53", with: "10.2.0.1\t70000").replacing(
      "1772442003.0", with: "x")
    for size in [1, 200, 1 << 20] {
      await #expect {
        try await Reading.text(bad, strict: true, threads: threads, pieceSize: size)
      } throws: { error in
        guard case .badRecord(_, 11, "target port", "not a port")? = error as? IngestError else {
          return false
        }
        return "\(error)".hasSuffix("flows:11: target port: not a port")
      }
    }
    #expect(try await Reading.text(Samples.zeek, strict: true).flows.count == 5)
  }

  @Test("the format can be told, and a name nobody knows is an error that lists those known")
  func format() async throws {
    #expect(try await Reading.text(Samples.argus, format: "ARGUS").flows.count == 6)
    await #expect(throws: IngestError.self) {
      try await Reading.text(Samples.argus, format: "zeek")
    }
    await #expect(
      throws: IngestError.unknownFormat(
        "pcapx", known: (Dialect.all + [.capture]).map(\.name))
    ) {
      try await Reading.text(Samples.argus, format: "pcapx")
    }
  }

  @Test("a line without end takes bounded room, is counted once and the lines after it are used")
  func longLines() async throws {
    let rows =
      Samples.zeek.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
      + "\n"
    for length in [PieceCutter.longestLine + 1, 3 << 20, 9 << 20] {
      let text = Samples.zeek + String(repeating: "x", count: length) + "\n" + rows + "damaged\n"
      let reading = try await Reading.text(text)
      #expect(reading.flows.count == 10)
      #expect(reading.summary.rejected == [.tooLong: 1, .truncatedRecord: 1])
      #expect(reading.summary.rejections.map(\.line) == [15, 21])
      var cutter = PieceCutter(BytesSource(Array(text.utf8)), size: 4 << 20)
      while let piece = try cutter.next() {
        #expect(piece.count <= (8 << 20) + PieceCutter.longestLine)
      }
    }
    // One byte less is only an odd record.
    let text = Samples.zeek + String(repeating: "x", count: PieceCutter.longestLine) + "\n"
    #expect(try await Reading.text(text).summary.rejected == [.truncatedRecord: 1])
  }

  @Test("compressed data cut off or damaged are read up to there and the summary says so")
  func damaged() async throws {
    let folder = try TemporaryFolder()
    let row = Samples.zeek.split(separator: "\n")[8] + "\n"
    let text = Samples.zeekHeader + String(repeating: String(row), count: 5000)
    let whole = Gzip.compress(Array(text.utf8))
    let cut = try await Reading.files([
      try folder.write(whole.prefix(whole.count * 2 / 3), to: "cut.gz")
    ])
    #expect((1..<5000).contains(cut.flows.count))
    #expect(try cut.file.notes.contains("compressed data end early, read up to the cut"))
    var broken = whole
    // The checksum, so that it is found at the very end.
    broken[whole.count - 8] ^= 0xff
    let damaged = try await Reading.files([try folder.write(broken, to: "damaged.gz")])
    #expect(damaged.flows.count == 5000)
    #expect(try damaged.file.notes.contains("compressed data are damaged, read up to there"))
    let trailing = try await Reading.files([
      try folder.write(whole + Array("junk".utf8), to: "trailing.gz")
    ])
    #expect(trailing.flows.count == 5000)
    #expect(try trailing.file.notes.contains("other data after the compressed data were not read"))
    let padded = try await Reading.files([
      try folder.write(whole + [UInt8](repeating: 0, count: 512), to: "padded.gz")
    ])
    #expect(try padded.file.notes.isEmpty)
  }

  @Test("files of different formats are read in one run, in order, with a repeated header ignored")
  func mixed() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Samples.zeek.utf8, to: "a.log")
    _ = try folder.write(Samples.eve.utf8, to: "sub/b.json")
    _ = try folder.write((Samples.cic + Samples.cic).utf8, to: "sub/c.csv")
    _ = try folder.write("notes".utf8, to: "readme.txt")
    _ = try folder.write("".utf8, to: "sub/empty")
    _ = try folder.write(Samples.argus.utf8, to: ".hidden")
    let reading = try await Reading.files([folder.path], threads: 2)
    // The earliest first, whatever their names.
    #expect(reading.summary.files.map(\.format) == ["cic", "zeek", "suricata"])
    #expect(reading.summary.files.map(\.used) == [6, 5, 3])
    #expect(reading.summary.files[0].ignored == ["repeated header": 1])
    #expect(
      reading.summary.skipped.map(\.why) == [
        "no line with the column names of a known flow format", "empty",
      ])
    #expect(reading.summary.earliest?.description == "2017-07-07T11:59:00Z")
    let lines = reading.summary.coverageLines(noEdges: "3 external")
    let last = try #require(lines.last)
    #expect(
      last.hasPrefix(
        "read 3 files: 16 records, 14 used, 2 ignored (alert 1, repeated header 1), 0 rejected; "
          + "0 duplicates dropped, 0 connections paired of two records; turned round: "))
    #expect(last.contains("; flows start 2017-07-07T11:59:00Z to 2026-03-02T09:"))
    #expect(last.hasSuffix("; 3 external") && last.contains("gaps of an hour or more, the longest"))
    #expect(lines.contains { $0.hasSuffix("skipped: empty") })
    #expect(lines.contains { $0.contains("12-hour clock") })
  }

  @Test(
    "only the first ten rejections are named, all are counted, lines are exact over pieces",
    arguments: [1, 50, 1 << 20])
  func rejections(pieceSize: Int) async throws {
    let bad = (0..<25).map { "\($0)\tdamaged\n\n" }.joined()
    let reading = try await Reading.text(Samples.zeek + bad, threads: 2, pieceSize: pieceSize)
    #expect(reading.summary.rejected == [.truncatedRecord: 25])
    #expect(reading.summary.rejections.map(\.line) == (0..<10).map { 15 + 2 * $0 })
    #expect(reading.summary.coverageLines().contains("rejected 15 more"))
  }

  @Test("progress tells how far it has come")
  func progress() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Samples.zeek.utf8, to: "a.log")
    let seen = Mutex<[ReadProgress]>([])
    var options = ReadOptions()
    options.pieceSize = 100
    let summary = try await FlowSource.read(
      try InputFile.resolve([path]), options: options,
      progress: { step in seen.withLock { $0.append(step) } },
      transform: { flows, _ in flows.count }, fold: { _ in })
    let steps = seen.withLock { $0 }
    #expect(steps.count > 3)
    #expect(steps.map(\.records) == steps.map(\.records).sorted())
    #expect(steps.last?.records == summary.records)
    #expect(
      steps.last?.bytesRead == Samples.zeek.utf8.count
        && steps.last?.bytesTotal == Samples.zeek.utf8.count)
  }

  @Test("what cannot be opened is an error with the reason")
  func unreadable() async throws {
    await #expect(throws: IngestError.noInput("/nonexistent/x")) {
      try await Reading.files(["/nonexistent/x"])
    }
    await #expect(
      throws: IngestError.unreadable(path: "/nonexistent/x", why: "no such file or directory")
    ) {
      try await FlowSource.read(
        [InputFile("/nonexistent/x")], options: ReadOptions(),
        transform: { flows, _ in flows.count },
        fold: { _ in })
    }
  }
}
