// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@testable import Ingest

@Suite struct PieceCutterTests {
  @Test("pieces joined are the source, and each ends with a line", arguments: UInt64(0)..<50)
  func joined(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...3000, using: &generator)).map { _ in
      generator.next() % 20 == 0 ? UInt8(10) : 97
    }
    var cutter = PieceCutter(
      BytesSource(bytes, step: Int.random(in: 1...500, using: &generator)),
      size: Int.random(in: 1...700, using: &generator))
    var pieces: [[UInt8]] = []
    while let piece = try cutter.next() { pieces.append(piece) }
    #expect(pieces.flatMap(\.self) == bytes)
    #expect(pieces.dropLast().allSatisfy { $0.last == 10 })
    #expect(pieces.allSatisfy { !$0.isEmpty })
  }

  @Test("a byte order mark is taken off the first piece only")
  func byteOrderMark() throws {
    var cutter = PieceCutter(
      BytesSource([0xef, 0xbb, 0xbf, 97, 10, 0xef, 0xbb, 0xbf, 98, 10]), size: 5)
    #expect(try cutter.next() == [97, 10])
    #expect(try cutter.next() == [0xef, 0xbb, 0xbf, 98, 10])
    #expect(try cutter.next() == nil)
  }
}
