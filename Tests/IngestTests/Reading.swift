// SPDX-License-Identifier: Apache-2.0
import Flows
import Synchronization
import TestSupport
import Testing

@testable import Ingest

/// Bytes in memory as a source, handed out at most `step` at a time.
final class BytesSource: ByteSource {
  private let bytes: [UInt8]
  private let step: Int
  private(set) var bytesTaken = 0
  var defect: String? { nil }

  init(_ bytes: [UInt8], step: Int = .max) {
    self.bytes = bytes
    self.step = step
  }

  func read(upTo count: Int, into buffer: inout [UInt8]) -> Int {
    let end = min(bytes.count, bytesTaken + min(step, count))
    buffer.append(contentsOf: bytes[bytesTaken..<end])
    defer { bytesTaken = end }
    return end - bytesTaken
  }
}

/// What reading gave.
struct Reading: Equatable {
  var flows: [Flow]
  var summary: ReadSummary

  /// Reads files as the executable does.
  static func files(
    _ paths: [String], format: String? = nil, mapping: String? = nil, strict: Bool = false,
    threads: Int = 1, pieceSize: Int = 4 << 20, dropsDuplicates: Bool = true
  ) async throws -> Reading {
    var options = ReadOptions(
      format: format, mapping: try mapping.map { try Dialect(mappingArgument: $0) },
      strict: strict, threads: threads)
    options.pieceSize = pieceSize
    options.dropsDuplicates = dropsDuplicates
    var flows: [Flow] = []
    let summary = try await FlowSource.read(
      try InputFile.resolve(paths), options: options,
      transform: { batch, _ in (0..<batch.count).map { batch[$0] } }, fold: { flows += $0 })
    return Reading(flows: flows, summary: summary)
  }

  /// Reads one file with this text.
  static func text(
    _ text: String, format: String? = nil, strict: Bool = false, threads: Int = 1,
    pieceSize: Int = 4 << 20
  ) async throws -> Reading {
    try await bytes(
      text.utf8, format: format, strict: strict, threads: threads, pieceSize: pieceSize)
  }

  /// Reads one file with these bytes.
  static func bytes(
    _ bytes: some Sequence<UInt8>, format: String? = nil, strict: Bool = false, threads: Int = 1,
    pieceSize: Int = 4 << 20
  ) async throws -> Reading {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "flows")
    return try await files(
      [path], format: format, strict: strict, threads: threads, pieceSize: pieceSize)
  }

  /// The counts of the only file.
  var file: ReadSummary.File {
    get throws {
      try #require(summary.files.count == 1)
      return summary.files[0]
    }
  }

  /// The flows without regard to their order.
  var sorted: [Flow] { flows.sorted { "\($0)" < "\($1)" } }
}

extension CaptureBytes {
  /// Reads it as the executable reads a file.
  func read(strict: Bool = false, threads: Int = 1, pieceSize: Int = 4 << 20) async throws
    -> Reading
  {
    try await Reading.bytes(pcap(), strict: strict, threads: threads, pieceSize: pieceSize)
  }
}

extension IPAddress {
  /// An address that is right in the test's own text.
  static func of(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
}
