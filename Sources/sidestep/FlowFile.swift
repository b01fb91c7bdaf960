// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ingest
import Reporting

/// A file of flows in the making, which takes its name once it is whole; or standard output.
///
/// What is appended goes out in blocks, so that memory does not grow with the file; each block
/// of a compressed file is a gzip member of its own.
struct FlowFile {
  private let path: String
  private let draft: String
  /// Nil for standard output.
  private let file: FileHandle?
  private var block: [UInt8] = []

  /// Large enough that the shipped example is one member.
  private static let blockSize = 1 << 26

  /// - Throws: `ReportError.cannotWrite`.
  init(_ path: String) throws(ReportError) {
    self.path = path
    draft = path + ".part"
    guard path != InputFile.standardInputPath else {
      file = nil
      return
    }
    do {
      try Data().write(to: URL(fileURLWithPath: draft))
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
    } catch {
      throw .cannotWrite(path: path, why: error.localizedDescription)
    }
  }

  /// Lets `write` add to the file.
  ///
  /// - Throws: `ReportError.cannotWrite`; the draft is gone then.
  mutating func append(_ write: (inout [UInt8]) -> Void) throws(ReportError) {
    write(&block)
    if block.count >= Self.blockSize { try flush() }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `ReportError.cannotWrite`; the draft is gone then.
  mutating func close() throws(ReportError) {
    if !block.isEmpty { try flush() }
    guard let file else { return }
    try attempt {
      try file.close()
      guard unsafe rename(draft, path) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    }
  }

  private mutating func flush() throws(ReportError) {
    defer { block.removeAll(keepingCapacity: true) }
    guard path.hasSuffix(".gz") else { return try put(block) }
    // A busy hour can be more than one member may hold.
    for start in stride(from: 0, to: block.count, by: 2 * Self.blockSize) {
      try put(Gzip.compress(Array(block[start..<min(block.count, start + 2 * Self.blockSize)])))
    }
  }

  private func put(_ bytes: [UInt8]) throws(ReportError) {
    guard let file else { return try Console.output(bytes) }
    try attempt { try file.write(contentsOf: Data(bytes)) }
  }

  private func attempt(_ work: () throws -> Void) throws(ReportError) {
    do {
      try work()
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw .cannotWrite(path: path, why: error.localizedDescription)
    }
  }
}
