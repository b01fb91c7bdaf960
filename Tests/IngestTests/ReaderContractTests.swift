// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// What must hold for every dialect, whatever the bytes.
@Suite struct ReaderContractTests {
  /// Reads bytes in memory and checks the sums; false if the format is not recognised.
  @discardableResult
  private func read(_ bytes: [UInt8], size: Int = 4 << 20, _ note: Comment? = nil) -> (
    used: Int, records: Int
  )? {
    let head = Array(bytes.prefix(FormatRecognition.headSize))
    guard case .plan(var plan) = FormatRecognition.recognise(head, format: nil) else { return nil }
    if var probe = ClockProbe(plan) { plan.assembler.isAfternoon = !probe.look(at: bytes.span) }
    var bytes = bytes
    if let kind = plan.unrolling {
      var unroller = JSONUnroller(kind)
      var lines: [UInt8] = []
      unroller.unroll(bytes, into: &lines)
      bytes = lines
    }
    var cutter = PieceCutter(BytesSource(bytes, step: 512), size: size)
    var isFirst = true
    var used = 0
    var records = 0
    while let piece = try? cutter.next() {
      let result = PieceParser.parse(piece, plan: plan, isFirst: isFirst)
      isFirst = false
      let flows = result.flows.count + result.undecided.count + result.halves.count
      let ignored = result.ignored.reduce(0) { $0 + $1.count }
      #expect(result.records == flows + ignored + result.rejected.values.reduce(0, +), note)
      #expect(result.records <= result.lines, note)
      #expect(result.firstRejections.allSatisfy { 1...result.lines ~= $0.line }, note)
      used += flows
      records += result.records
    }
    let lines = bytes.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    #expect(records <= lines, note)
    return (used, records)
  }

  @Test(
    "every prefix of a file is read without a fault and counts add up",
    arguments: Samples.all.map(\.name))
  func prefixes(name: String) throws {
    let bytes = Array(try #require(Samples.all.first { $0.name == name }?.text).utf8)
    var most = 0
    // Long samples in steps, each time other ones of a line's bytes.
    let step = bytes.count > 1500 ? 7 : 1
    for length in Array(stride(from: 0, to: bytes.count, by: step)) + [bytes.count] {
      let counts = read(Array(bytes[..<length]), "first \(length) bytes")
      most = max(most, counts?.used ?? 0)
    }
    #expect(most == read(bytes)?.used && most >= 3)
  }

  @Test("one byte changed, lost or added anywhere is no fault", arguments: Samples.all.map(\.name))
  func mutations(name: String) throws {
    let bytes = Array(try #require(Samples.all.first { $0.name == name }?.text).utf8)
    var generator = SeededGenerator(seed: 11)
    let nasty: [UInt8] = [
      0, 9, 10, 13, 32, 34, 44, 45, 46, 48, 57, 58, 91, 92, 93, 101, 123, 125, 0x96, 255,
    ]
    for _ in 0..<400 {
      var changed = bytes
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let byte =
        generator.next() % 2 == 0
        ? nasty[Int.random(in: 0..<nasty.count, using: &generator)]
        : UInt8(truncatingIfNeeded: generator.next())
      switch generator.next() % 3 {
      case 0: changed[place] = byte
      case 1: changed.remove(at: place)
      default: changed.insert(byte, at: place)
      }
      read(changed, size: Int.random(in: 1...2000, using: &generator), "byte \(place) made \(byte)")
    }
  }

  @Test("every byte in turn made another is no fault", arguments: Samples.all.map(\.name))
  func everyByte(name: String) throws {
    let bytes = Array(try #require(Samples.all.first { $0.name == name }?.text).utf8)
    let nasty: [UInt8] = [0, 10, 34, 44, 45, 57, 92, 123, 125, 255]
    // Long samples in steps, each time other bytes of a line.
    for place in stride(from: 0, to: bytes.count, by: bytes.count > 1500 ? 7 : 1) {
      var changed = bytes
      changed[place] = nasty[place % nasty.count]
      read(changed, "byte \(place) made \(changed[place])")
    }
  }

  @Test("every format there is has a sample, but for those of binary files")
  func everyFormat() throws {
    let sampled = try Samples.all.map { sample in
      let recognised = FormatRecognition.recognise(
        Array(sample.text.utf8.prefix(FormatRecognition.headSize)), format: nil)
      guard case .plan(let plan) = recognised else { throw IngestError.noInput(sample.name) }
      return plan.assembler.rules.dialect.name
    }
    let unsampled = Set(Dialect.all.map(\.name)).subtracting(sampled)
    #expect(unsampled == ["nfcapd"])
  }

  @Test("bytes at random, shuffled lines and lines joined are no fault", arguments: UInt64(0)..<20)
  func noise(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for (_, text) in Samples.all {
      let lines = text.split(whereSeparator: \.isNewline).map { Array($0.utf8) }
      let shuffled = lines.shuffled(using: &generator)
      read(Array(shuffled.joined(separator: [10])))
      read(lines.first.map { $0 + [10] + shuffled.flatMap(\.self) } ?? [])
    }
    read((0..<2000).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    let letters = Array("{}[]\":,\\ \n\t0e-.#ts".utf8)
    read(
      [123, 34]
        + (0..<2000).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
  }

  @Test(
    "pieces of any size give the same flows and the same lines", arguments: Samples.all.map(\.name))
  func pieces(name: String) async throws {
    let text = try #require(Samples.all.first { $0.name == name }?.text)
    let body = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    // A bad record among good ones, so that lines and reasons are compared too.
    let bad = (body + [body[body.count - 2].replacing(":", with: "x"), "damaged", "", "\"x"])
      .joined(separator: "\n")
    let whole = try await Reading.text(bad)
    #expect(!whole.summary.rejected.isEmpty)
    for size in [1, 7, 64, 300, 1000] {
      for threads in [1, 2, 8] {
        let parts = try await Reading.text(bad, threads: threads, pieceSize: size)
        #expect(parts.flows == whole.flows)
        #expect(parts.summary.rejections.map(\.line) == whole.summary.rejections.map(\.line))
        #expect(parts.summary.rejected == whole.summary.rejected)
        #expect(parts.summary.orientation == whole.summary.orientation)
      }
    }
  }

  @Test(
    "compressed, in one member or in two, is as good as plain", arguments: Samples.all.map(\.name))
  func compressed(name: String) async throws {
    let text = try #require(Samples.all.first { $0.name == name }?.text)
    let folder = try TemporaryFolder()
    let bytes = Array(text.utf8)
    let plain = try await Reading.files([try folder.write(bytes, to: "plain")])
    let one = try await Reading.files([try folder.write(Gzip.compress(bytes), to: "misnamed.txt")])
    let middle = bytes.count / 2
    let two = try await Reading.files([
      try folder.write(
        Gzip.compress(Array(bytes[..<middle])) + Gzip.compress(Array(bytes[middle...])),
        to: "two.gz")
    ])
    #expect(one.flows == plain.flows && two.flows == plain.flows)
    #expect(try one.file.compression == "gzip" && plain.file.compression == nil)
    #expect(try one.file.records == plain.file.records)
  }

  @Test(
    "CRLF, a byte order mark and blank lines change nothing", arguments: Samples.all.map(\.name))
  func lineEnds(name: String) async throws {
    let text = try #require(Samples.all.first { $0.name == name }?.text).replacing(
      "\r\n", with: "\n")
    let plain = try await Reading.text(text)
    #expect(try await Reading.text(text.replacing("\n", with: "\r\n")).flows == plain.flows)
    #expect(try await Reading.text("\u{feff}" + text).flows == plain.flows)
    #expect(try await Reading.text(text.replacing("\n", with: "\n\n  \n")).flows == plain.flows)
    #expect(
      try await Reading.text(text.replacing("\n", with: "\n\n  \n")).summary.records
        == plain.summary.records)
  }
}
