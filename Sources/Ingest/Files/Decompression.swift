// SPDX-License-Identifier: Apache-2.0
private import CIsal
private import CZlib

/// A gzip stream, inflated as it is read; members one after the other count as one (RFC 1952
/// section 2.2).
@safe final class GzipSource: ByteSource {
  private let source: any ByteSource
  private let inflater: OpaquePointer?
  private var input: [UInt8] = []
  private var consumed = 0
  private var isEnded = false
  private var isBetweenMembers = false
  /// Whether the head of a member comes next.
  private var isAtHead = true
  /// Whether the last block was filled, so that more may come without more input.
  private var isFull = false
  private(set) var defect: String?
  var bytesTaken: Int { source.bytesTaken }

  private static let blockSize = 1 << 18
  private static let largestBlock = 4 << 20

  /// The first byte of gzip data.
  private static let magic: UInt8 = 0x1f

  /// What `source` holds compressed.
  init(_ source: any ByteSource) {
    self.source = source
    unsafe inflater = sidestep_inflater_new()
    if unsafe inflater == nil {
      isEnded = true
      defect = "there is no memory to decompress in"
    }
  }

  deinit { unsafe sidestep_inflater_free(inflater) }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    let before = buffer.count
    while !isEnded, buffer.count == before {
      if consumed == input.count, !isFull {
        input.removeAll(keepingCapacity: true)
        consumed = 0
        if try source.read(upTo: Self.blockSize, into: &input) == 0 {
          isEnded = true
          if !isBetweenMembers { defect = Defect.cut }
          break
        }
      }
      if isBetweenMembers {
        // Padding with zeros after the last member is usual on tapes and in some archives.
        guard input[consumed] == Self.magic else {
          isEnded = true
          if input[consumed...].contains(where: { $0 != 0 }) { defect = Defect.trailing }
          break
        }
        unsafe sidestep_inflater_reset(inflater)
        isBetweenMembers = false
        isAtHead = true
      }
      if isAtHead {
        try gatherHead()
        isAtHead = false
      }
      inflate(upTo: min(count, Self.largestBlock), into: &buffer)
    }
    return buffer.count - before
  }

  /// Reads until the head of the member is there as a whole, as the inflater forgets what it saw of
  /// one that comes in parts.
  private func gatherHead() throws(IngestError) {
    while GzipHead.length(input[consumed...]) == nil,
      input.count - consumed < GzipHead.longest,
      try source.read(upTo: Self.blockSize, into: &input) > 0
    {}
  }

  private func inflate(upTo count: Int, into buffer: inout [UInt8]) {
    let available = input.count - consumed
    var (taken, made, status) = (UInt32(0), UInt32(0), Int32(0))
    let block = unsafe [UInt8](unsafeUninitializedCapacity: count) { to, initialized in
      unsafe input.withUnsafeBufferPointer { from in
        status = unsafe sidestep_inflate(
          inflater, from.baseAddress.map { unsafe $0 + consumed }, UInt32(available),
          to.baseAddress, UInt32(count), &taken, &made)
      }
      initialized = Int(made)
    }
    consumed += Int(taken)
    isFull = made == UInt32(count)
    if buffer.isEmpty { buffer = block } else { buffer += block }
    switch status {
    case 0: break
    case 1:
      isBetweenMembers = true
      isFull = false
    default:
      isEnded = true
      defect = Defect.damage
    }
  }
}

/// Makes gzip files that are the same bytes every time.
public enum Gzip {
  /// `bytes` as one gzip member without name or time (RFC 1952).
  ///
  /// - Precondition: Fewer than 2³¹ bytes.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count < 1 << 31, "too much to compress at once")
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    defer { unsafe stream.deallocate() }
    let started = unsafe deflateInit2_(
      stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK, "zlib could not start")
    defer { _ = unsafe deflateEnd(stream) }
    let bound = unsafe Int(deflateBound(stream, UInt(bytes.count)))
    var input = bytes
    var output = [UInt8](repeating: 0, count: bound)
    let status = unsafe input.withUnsafeMutableBufferPointer { from in
      unsafe output.withUnsafeMutableBufferPointer { to in
        unsafe stream.pointee.next_in = from.baseAddress
        unsafe stream.pointee.avail_in = UInt32(from.count)
        unsafe stream.pointee.next_out = to.baseAddress
        unsafe stream.pointee.avail_out = UInt32(to.count)
        return unsafe deflate(stream, Z_FINISH)
      }
    }
    precondition(status == Z_STREAM_END, "zlib did not finish within its own bound")
    output.removeLast(unsafe Int(stream.pointee.avail_out))
    // Byte 9 names the system that compressed; 255 is "unknown" and the same everywhere.
    output[9] = 255
    return output
  }
}
