// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// Bytes that come in order and once.
protocol ByteSource: AnyObject {
  /// Adds up to `count` bytes to `buffer`; 0 at the end, and then always.
  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int

  /// What was wrong with the data although they could be read so far; nil if nothing was.
  var defect: String? { get }

  /// Bytes taken from the file so far, before decompression.
  var bytesTaken: Int { get }
}

/// An open file, read in blocks.
final class FileSource: ByteSource, Sendable {
  private let path: String
  private let descriptor: Int32
  private let isOwned: Bool
  private let taken = Atomic(0)
  var bytesTaken: Int { taken.load(ordering: .relaxed) }
  var defect: String? { nil }

  /// Opens the file at `path`; `-` is standard input.
  init(_ path: String) throws(IngestError) {
    self.path = path
    isOwned = path != InputFile.standardInputPath
    do {
      descriptor = isOwned ? try RawBytes.open(path) : 0
    } catch {
      throw .unreadable(path: path, why: error.why)
    }
  }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    do {
      let got = try RawBytes.read(descriptor, upTo: count, into: &buffer)
      taken.add(got, ordering: .relaxed)
      return got
    } catch {
      throw .unreadable(path: path, why: error.why)
    }
  }

  deinit {
    if isOwned { RawBytes.close(descriptor) }
  }
}

/// Bytes looked at already, then the rest of their source.
final class PrefixedSource: ByteSource {
  private let prefix: [UInt8]
  private var position = 0
  private let rest: any ByteSource

  /// `prefix`, then `rest`.
  init(_ prefix: [UInt8], then rest: any ByteSource) {
    self.prefix = prefix
    self.rest = rest
  }

  var defect: String? { rest.defect }
  var bytesTaken: Int { rest.bytesTaken }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    guard position < prefix.count else { return try rest.read(upTo: count, into: &buffer) }
    let end = min(prefix.count, position + count)
    buffer.append(contentsOf: prefix[position..<end])
    defer { position = end }
    return end - position
  }
}

extension ByteSource {
  /// Up to `count` bytes, fewer only at the end.
  func head(_ count: Int) throws(IngestError) -> [UInt8] {
    var buffer: [UInt8] = []
    while buffer.count < count {
      guard try read(upTo: count - buffer.count, into: &buffer) > 0 else { break }
    }
    return buffer
  }
}
