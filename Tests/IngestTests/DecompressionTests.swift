// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite struct DecompressionTests {
  private func inflate(_ bytes: [UInt8], step: Int = .max) throws -> [UInt8] {
    try GzipSource(BytesSource(bytes, step: step)).head(.max >> 1)
  }

  @Test(
    "compressing and inflating are inverse, however small the blocks", arguments: UInt64(0)..<20)
  func inverse(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...5000, using: &generator)).map { _ in
      UInt8(truncatingIfNeeded: generator.next() % 7)
    }
    let packed = Gzip.compress(bytes)
    for step in [1, 3, 1000, Int.max] {
      let source = GzipSource(BytesSource(packed, step: step))
      var whole: [UInt8] = []
      while try source.read(upTo: 97, into: &whole) > 0 {}
      #expect(whole == bytes)
      #expect(source.defect == nil)
    }
  }

  @Test("heads with extra fields, names and comments may come in parts, of every member")
  func heads() throws {
    let text = Array(String(repeating: "10.0.0.1,445\n", count: 50).utf8)
    let packed = Gzip.compress(text)
    let extra: [UInt8] = [3, 0, 1, 2, 3]
    let (name, comment) = (Array("conn.15:00:00.log\0".utf8), Array("of a sensor\0".utf8))
    for (flags, head) in [
      (0, []), (4, extra), (8, name), (16, comment), (4 + 8 + 16, extra + name + comment),
    ] as [(UInt8, [UInt8])] {
      let member = packed[..<3] + [flags] + packed[4..<10] + head + packed[10...]
      for count in 0..<10 + head.count { #expect(GzipHead.length(member[..<count]) == nil) }
      #expect(GzipHead.length(member[...]) == 10 + head.count)
      for step in [1, 10, 11, 17, Int.max] {
        let source = GzipSource(BytesSource(Array(member + member), step: step))
        #expect(try source.head(.max >> 1) == text + text)
        #expect(source.defect == nil)
      }
    }
    #expect(GzipHead.length([31, 139, 8, 2, 0, 0, 0, 0, 0, 0, 0]) == nil)
    #expect(GzipHead.length([31, 139, 8, 2, 0, 0, 0, 0, 0, 0, 0, 0, 9]) == 12)
  }

  @Test("the same bytes are made every time, without time, name or system")
  func deterministic() {
    let bytes = Array("flows".utf8)
    #expect(Gzip.compress(bytes) == Gzip.compress(bytes))
    #expect(Array(Gzip.compress(bytes).prefix(10)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  }

  @Test("any prefix and any changed byte end in less data or a defect, never in a fault")
  func damage() throws {
    var generator = SeededGenerator(seed: 5)
    let text = Array(String(repeating: "10.0.0.1,445\n", count: 200).utf8)
    let packed = Gzip.compress(text)
    for length in 0..<packed.count {
      let source = GzipSource(BytesSource(Array(packed[..<length])))
      let got = try source.head(1 << 20)
      #expect(text.starts(with: got))
      #expect(source.defect != nil)
    }
    for _ in 0..<500 {
      var changed = packed
      changed[Int.random(in: 0..<packed.count, using: &generator)] ^= UInt8(
        1 + generator.next() % 255)
      _ = try inflate(changed)
    }
  }

  @Test(
    "the system's gzip agrees",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/gzip"), "needs gzip"))
  func system() throws {
    let folder = try TemporaryFolder()
    let text = Array(String(repeating: "10.0.0.1,445\n", count: 200).utf8)
    let path = try folder.write(Gzip.compress(text), to: "x.gz")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-d", path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/x"))) == text)
  }
}
