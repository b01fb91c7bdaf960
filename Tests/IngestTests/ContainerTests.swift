// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite struct ContainerTests {
  /// 200 lines, packed by the programs of Debian in two parts one after the other, or as a zip of one file.
  private static let packed = [
    "zstd":
      "KLUv/WQUBJUAAEgxMC4xLDQ0NQoCAATB/BLrhk/89sYotS/9ZBQEpQAAaDEwLjAuMC4xLDQ0NQoBAATBP79P/PbG",
    "xz":
      "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AUTABhdABiMAg0AxDsP14v2fR8jX0y18P2gHpCLAADcXYPuu73olAABNJQKAAAA0vCFF7HEZ/sCAAAAAARZWv03elhaAAAE5ta0RgIAIQEWAAAAdC/lo+AFEwAYXQAYjAINAMQ7D9eL9n0fI19MtfD9oB6QiwAA3F2D7ru96JQAATSUCgAAANLwhRexxGf7AgAAAAAEWVo=",
    "bzip2":
      "QlpoOTFBWSZTWWVupucAAfPYAAAQAAVmACAAUIYAKVBo8RYRYUjRFhSOkWEXhF8XckU4UJBlbqbnQlpoOTFBWSZTWWVupucAAfPYAAAQAAVmACAAUIYAKVBo8RYRYUjRFhSOkWEXhF8XckU4UJBlbqbn",
    "zip":
      "UEsDBBQAAAAIAM5DeV36camoIgAAACgKAAALABwAZC9mbG93cy5jc3ZVVAkAA6ScBmuknAZrdXgLAAEEAAAAAAQAAAAAMzTQA0FDHRMTUy7DUc4oZ5QzyhnljHJGOaOcUc4oB8IBAFBLAQIeAxQAAAAIAM5DeV36camoIgAAACgKAAALABgAAAAAAAEAAACkgQAAAABkL2Zsb3dzLmNzdlVUBQADpJwGa3V4CwABBAAAAAAEAAAAAFBLBQYAAAAAAQABAFEAAABnAAAAAAA=",
  ]
  /// A zip written to a pipe: sizes come after the data.
  private static let streamed =
    "UEsDBC0AAAAIAM5DeV36camo//////////8BABQALQEAEAAoCgAAAAAAACIAAAAAAAAAMzTQA0FDHRMTUy7DUc4oZ5QzyhnljHJGOaOcUc4oB8IBAFBLAQIeAy0AAAAIAM5DeV36camoIgAAACgKAAABAAAAAAAAAAEAAACAEQAAAAAtUEsGBiwAAAAAAAAAHgMtAAAAAAAAAAAAAQAAAAAAAAABAAAAAAAAAC8AAAAAAAAAVQAAAAAAAABQSwYHAAAAAIQAAAAAAAAAAQAAAFBLBQYAAAAAAQABAC8AAABVAAAAAAA="
  private static let several =
    "UEsDBBQAAAAIAMxDeV3Z6nsjFwAAABQFAAABABwAYVVUCQADoJwGa6ScBmt1eAsAAQQAAAAABAAAAAAzNNADQUMdExNTLsNRzihnlDPKGdkcAFBLAwQUAAAACADMQ3ld2ep7IxcAAAAUBQAAAQAcAGJVVAkAA6CcBmuknAZrdXgLAAEEAAAAAAQAAAAAMzTQA0FDHRMTUy7DUc4oZ5QzyhnZHABQSwECHgMUAAAACADMQ3ld2ep7IxcAAAAUBQAAAQAYAAAAAAABAAAApIEAAAAAYVVUBQADoJwGa3V4CwABBAAAAAAEAAAAAFBLAQIeAxQAAAAIAMxDeV3Z6nsjFwAAABQFAAABABgAAAAAAAEAAACkgVIAAABiVVQFAAOgnAZrdXgLAAEEAAAAAAQAAAAAUEsFBgAAAAACAAIAjgAAAKQAAAAAAA=="
  private static let encrypted =
    "UEsDBBQACQAIAM5DeV36camoLgAAACgKAAACABwAYWJVVAkAA6ScBmuknAZrdXgLAAEEAAAAAAQAAAAAF/jN9x1pd/4v7yFRUhoYI5PgUk9dFIPuisLlzbFJESo03xUY6vamka/EhrtXEVBLBwj6camoLgAAACgKAABQSwECHgMUAAkACADOQ3ld+nGpqC4AAAAoCgAAAgAYAAAAAAABAAAApIEAAAAAYWJVVAUAA6ScBmt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBIAAAAegAAAAAA"
  private static let text = Array(String(repeating: "10.0.0.1,445\n", count: 200).utf8)

  private static func bytes(_ base64: String) throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: base64)))
  }

  private func source(_ bytes: [UInt8], step: Int = .max) throws -> any ByteSource {
    switch try #require(Container(Array(bytes.prefix(Container.headSize)))) {
    case .gzip: GzipSource(BytesSource(bytes, step: step))
    case .packed(let packing): ArchiveSource(BytesSource(bytes, step: step), packing)
    }
  }

  private func whole(_ source: any ByteSource, upTo count: Int = 1 << 20) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while try source.read(upTo: count, into: &bytes) > 0 {}
    return bytes
  }

  @Test("each is known by its first bytes and read whole, however small the blocks")
  func packings() throws {
    for (name, base64) in Self.packed {
      let bytes = try Self.bytes(base64)
      #expect(Container(Array(bytes.prefix(Container.headSize)))?.title == name)
      for (step, count) in [(1, 97), (7, 1), (Int.max, 1 << 20)] {
        let source = try source(bytes, step: step)
        #expect(try whole(source, upTo: count) == Self.text, "\(name)")
        #expect(source.defect == nil, "\(name)")
      }
    }
    let streamed = try source(try Self.bytes(Self.streamed))
    #expect(try whole(streamed) == Self.text && streamed.defect == nil)
    for text in ["", "BZhang", "BZh9 is no archive", "PK", "{}", "\u{1f}"] {
      #expect(Container(Array(text.utf8.prefix(Container.headSize))) == nil)
    }
  }

  @Test("a zip of several files and an encrypted one say so")
  func zips() throws {
    let several = try source(try Self.bytes(Self.several))
    #expect(try whole(several) == Array(Self.text[..<(Self.text.count / 2)]))
    #expect(several.defect?.contains("only the first was read") == true)
    let encrypted = try source(try Self.bytes(Self.encrypted))
    #expect(try whole(encrypted).isEmpty)
    #expect(encrypted.defect == "the zip archive is encrypted; unpack it first")
  }

  @Test("any prefix gives a part and a defect, any changed byte no fault")
  func damage() throws {
    var generator = SeededGenerator(seed: 7)
    for (name, base64) in Self.packed {
      let packed = try Self.bytes(base64)
      // What follows the data of a zip is not needed.
      let least = name == "zip" ? 30 + 34 : packed.count
      for length in Container.headSize..<packed.count {
        let source = try source(Array(packed[..<length]))
        let got = try whole(source)
        #expect(Self.text.starts(with: got), "\(name)")
        // After the first of two streams, up to where the second is recognised, all is whole.
        let isWhole = got.count == Self.text.count / 2 || got.count == Self.text.count
        #expect(source.defect != nil || isWhole || length > least, "\(name) \(length)")
      }
      for _ in 0..<100 {
        var changed = packed
        let place = Int.random(in: Container.headSize..<packed.count, using: &generator)
        changed[place] ^= UInt8(1 + generator.next() % 255)
        _ = try source(changed).head(1 << 20)
      }
    }
  }

  @Test("read in a run, in a folder and under any name, with any number of threads")
  func inRun() async throws {
    let folder = try TemporaryFolder()
    let plain = try await Reading.text(Samples.zeek)
    for (name, program) in [("zstd", "zstd"), ("xz", "xz"), ("bzip2", "bzip2")] {
      guard let path = Self.program(program) else { continue }
      let input = try folder.write(Samples.zeek.utf8, to: "sub/\(name).log")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = ["-q", "-f", input]
      try process.run()
      process.waitUntilExit()
      if name == "zstd" { try FileManager.default.removeItem(atPath: input) }
    }
    _ = try folder.write(Gzip.compress(Array(Samples.zeek.utf8)), to: "sub/gzip.txt")
    for threads in [1, 2, 8] {
      let reading = try await Reading.files([folder.path], threads: threads, pieceSize: 300)
      #expect(!reading.summary.files.isEmpty)
      for file in reading.summary.files {
        let name = try #require(
          URL(fileURLWithPath: file.path).lastPathComponent.split(separator: ".").first)
        #expect(file.compression == String(name))
        #expect(file.used + file.duplicates == plain.summary.used)
      }
    }
  }

  private static func program(_ name: String) -> String? {
    ["/usr/bin/\(name)", "/bin/\(name)"].first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  @Test("a decompression bomb is an error that says how to allow it")
  func bomb() async throws {
    let folder = try TemporaryFolder()
    let line = Samples.zeek.split(separator: "\n")[8] + "\n"
    let megabyte = String(repeating: String(line), count: (1 << 20) / line.utf8.count)
    let member = Gzip.compress(Array(megabyte.utf8))
    let path = try folder.write(
      Gzip.compress(Array(Samples.zeekHeader.utf8)) + member,
      to: "bomb.gz")
    let options = ReadOptions(threads: 2)
    await #expect(throws: IngestError.expandsTooMuch(path: path, factor: 3)) {
      var options = options
      options.largestExpansion = 3
      options.freeExpansion = 1 << 10
      _ = try await FlowSource.read(
        [InputFile(path)], options: options, transform: { flows, _ in flows.count }, fold: { _ in })
    }
    let error = IngestError.expandsTooMuch(path: "x\u{1b}[31m", factor: 250)
    #expect(
      error.description
        == "x?[31m: decompresses to more than 250 times its size; if you trust it, raise --max-expansion"
    )
    // Up to the allowance anything goes; beyond, all that was made counts.
    let limit = ExpansionLimit(
      GzipSource(BytesSource(member)), path: "x", factor: 2, allowance: 2 << 20)
    #expect(try whole(limit).count == megabyte.utf8.count)
    let tight = ExpansionLimit(
      GzipSource(BytesSource(member)), path: "x", factor: 2, allowance: 1 << 10)
    #expect(throws: IngestError.expandsTooMuch(path: "x", factor: 2)) { try whole(tight) }
  }

  @Test("reading ahead gives the same bytes and the same errors, and may be given up")
  func readAhead() throws {
    for (step, count) in [(1000, 97), (1 << 20, 1 << 20), (300_000, 1 << 22)] {
      let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
      let source = ReadAhead { BytesSource(bytes, step: step) }
      #expect(try whole(source, upTo: count) == bytes)
      #expect(source.bytesTaken == bytes.count && source.defect == nil)
      #expect(try source.head(1).isEmpty)
    }
    let cut = ReadAhead { GzipSource(BytesSource(Array(Gzip.compress(Self.text).dropLast(9)))) }
    _ = try whole(cut)
    #expect(cut.defect == Defect.cut)
    let failing = ReadAhead {
      ExpansionLimit(
        GzipSource(BytesSource(Gzip.compress(Self.text))), path: "x", factor: 1, allowance: 0)
    }
    #expect(throws: IngestError.expandsTooMuch(path: "x", factor: 1)) { try whole(failing) }
    for _ in 0..<20 {
      let left = ReadAhead { BytesSource([UInt8](repeating: 1, count: 1 << 20), step: 1000) }
      #expect(try left.head(10).count == 10)
    }
  }
}
