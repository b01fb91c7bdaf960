// SPDX-License-Identifier: Apache-2.0

/// Stops at data that decompress to far more than flow records do.
///
/// Flow records come down to a tenth, repetitive ones to a fiftieth; a decompression bomb exceeds a
/// thousand. Memory is bounded anyway: what this saves is time.
final class ExpansionLimit: ByteSource {
  private let source: any ByteSource
  private let path: String
  private let factor: Int
  private let allowance: Int
  private var made = 0

  /// What `source` gives, up to `factor` times what it takes.
  ///
  /// - Parameters:
  ///   - source: What decompresses.
  ///   - path: The file, for the error.
  ///   - factor: How many bytes may come out for each that goes in, at least 1.
  ///   - allowance: How many bytes may come out before that matters.
  init(_ source: any ByteSource, path: String, factor: Int, allowance: Int) {
    self.source = source
    self.path = path
    self.factor = factor
    self.allowance = allowance
  }

  var defect: String? { source.defect }
  var bytesTaken: Int { source.bytesTaken }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    let got = try source.read(upTo: count, into: &buffer)
    made += got
    if made > allowance, made / max(1, factor) > source.bytesTaken {
      throw .expandsTooMuch(path: path, factor: factor)
    }
    return got
  }
}
