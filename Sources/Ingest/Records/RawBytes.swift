// SPDX-License-Identifier: Apache-2.0
private import CScan
private import Foundation

/// The C calls reading needs: files in blocks, and fast search in memory.
///
/// Files are read and not mapped: a mapped file that shrinks meanwhile kills the process, a read
/// one just ends. With ``Decompression`` this is the only unsafe code of the module.
enum RawBytes {
  /// The first newline of `bytes` from `start` on.
  static func newline(in bytes: Span<UInt8>, from start: Int) -> Int? {
    first(UInt8(ascii: "\n"), in: bytes, from: start)
  }

  /// The first `byte` of `bytes` from `start` on.
  static func first(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = unsafe UnsafeRawPointer(buffer.baseAddress),
        let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// A bit for each of the 64 bytes from `start` on, the first one lowest: whether it is `a` or `b`;
  /// none for those past the end.
  @inline(__always)
  static func either(_ a: UInt8, _ b: UInt8, in bytes: Span<UInt8>, from start: Int) -> UInt64 {
    guard start >= 0, start <= bytes.count &- 64 else { return slowEither(a, b, bytes, start) }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe sidestep_either(base + start, a, b)
    }
  }

  private static func slowEither(
    _ a: UInt8, _ b: UInt8, _ bytes: Span<UInt8>, _ start: Int
  ) -> UInt64 {
    var bits: UInt64 = 0
    for index in start..<max(start, min(bytes.count, start + 64))
    where bytes[index] == a || bytes[index] == b {
      bits |= 1 << UInt64(index - start)
    }
    return bits
  }

  /// The eight bytes from `start` on, the first one lowest; 0 for those past the end.
  @inline(__always)
  static func eight(of bytes: Span<UInt8>, from start: Int) -> UInt64 {
    guard start >= 0, start <= bytes.count &- 8 else { return slowEight(bytes, start) }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe sidestep_eight(base + start)
    }
  }

  private static func slowEight(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in start..<max(start, min(bytes.count, start + 8)) {
      word |= UInt64(bytes[index]) << UInt64(8 * (index - start))
    }
    return word
  }

  /// The last newline of `bytes` from `start` on.
  static func lastNewline(in bytes: Span<UInt8>, from start: Int) -> Int? {
    var index = bytes.count
    while index > start {
      index -= 1
      if bytes[index] == UInt8(ascii: "\n") { return index }
    }
    return nil
  }

  /// Reads up to `count` bytes of `descriptor` to the end of `buffer`; 0 at the end of the file.
  static func read(_ descriptor: Int32, upTo count: Int, into buffer: inout [UInt8]) throws(Failure)
    -> Int
  {
    var got = -1
    var reason: Int32 = 0
    // What is there mostly is the start of a line: it moves in front of the block, and not the
    // block behind it.
    let before = buffer.count
    let whole = unsafe [UInt8](unsafeUninitializedCapacity: before + count) { bytes, initialized in
      for index in 0..<before { unsafe bytes[index] = buffer[index] }
      repeat {
        got = unsafe Foundation.read(
          descriptor, bytes.baseAddress.map { unsafe $0 + before }, count)
        reason = errno
      } while got < 0 && reason == EINTR
      initialized = before + max(0, got)
    }
    guard got >= 0 else { throw Failure(reason) }
    buffer = whole
    return got
  }

  /// Whether `descriptor` has bytes to read, or its end, within so many seconds.
  static func isReadable(_ descriptor: Int32, within seconds: Int) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    var answer: Int32 = 0
    repeat {
      answer = unsafe poll(&wanted, 1, Int32(clamping: seconds * 1000))
    } while answer < 0 && errno == EINTR
    return answer != 0
  }

  /// Ends a program that does not end by itself.
  static func kill(_ program: Int32) { _ = Foundation.kill(program, SIGKILL) }

  /// Opens the file at `path` for reading.
  static func open(_ path: String) throws(Failure) -> Int32 {
    let descriptor = unsafe Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(errno) }
    return descriptor
  }

  /// Closes what ``open(_:)`` opened.
  static func close(_ descriptor: Int32) { _ = Foundation.close(descriptor) }

  /// What the system said when a call failed.
  struct Failure: Error {
    let why: String

    init(_ code: Int32) {
      why = unsafe String(cString: strerror(code)).lowercased()
    }
  }
}
