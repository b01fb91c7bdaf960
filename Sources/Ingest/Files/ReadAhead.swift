// SPDX-License-Identifier: Apache-2.0
private import Dispatch
private import Foundation
private import Synchronization

/// Reads a source on a thread of its own, some blocks ahead, so that decompressing and parsing
/// overlap.
final class ReadAhead: ByteSource {
  private let queue: BlockQueue
  private var block = BlockQueue.Block(bytes: [], bytesTaken: 0)
  private var position = 0
  private var isEnded = false
  var defect: String? { block.defect }
  var bytesTaken: Int { block.bytesTaken }

  /// What the source that `make` makes gives.
  init(_ make: @escaping @Sendable () -> any ByteSource) {
    let queue = BlockQueue()
    self.queue = queue
    let thread = Thread { queue.fill(from: make()) }
    thread.name = "read ahead"
    thread.start()
  }

  deinit { queue.cancel() }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    if position == block.bytes.count {
      guard !isEnded else { return 0 }
      block = queue.next()
      position = 0
      isEnded = block.bytes.isEmpty
      if let failure = block.failure { throw failure }
    }
    let end = min(block.bytes.count, position + count)
    defer { position = end }
    if position == 0, end == block.bytes.count, buffer.isEmpty {
      buffer = block.bytes
    } else {
      buffer.append(contentsOf: block.bytes[position..<end])
    }
    return end - position
  }
}

/// A few blocks between the thread that makes them and the one that uses them.
private final class BlockQueue: Sendable {
  struct Block: Sendable {
    /// Empty at the end.
    var bytes: [UInt8]
    var bytesTaken: Int
    var defect: String?
    var failure: IngestError?
  }

  private struct State {
    var blocks: [Block] = []
    var isCancelled = false
  }

  private static let blockSize = 1 << 20
  private static let ahead = 8
  private let state = Mutex(State())
  // Both start at 0, as a semaphore must not end lower than it began.
  private let room = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)

  init() {
    for _ in 0..<Self.ahead { room.signal() }
  }

  /// Reads blocks until the end or until nobody wants more.
  func fill(from source: any ByteSource) {
    while true {
      room.wait()
      guard !state.withLock({ $0.isCancelled }) else { return }
      let block = Self.block(of: source)
      state.withLock { $0.blocks.append(block) }
      filled.signal()
      if block.bytes.isEmpty { return }
    }
  }

  private static func block(of source: any ByteSource) -> Block {
    var bytes: [UInt8] = []
    do throws(IngestError) {
      _ = try source.read(upTo: blockSize, into: &bytes)
      return Block(bytes: bytes, bytesTaken: source.bytesTaken, defect: source.defect)
    } catch {
      return Block(bytes: [], bytesTaken: source.bytesTaken, failure: error)
    }
  }

  /// The next block; waits for it.
  func next() -> Block {
    filled.wait()
    defer { room.signal() }
    return state.withLock { $0.blocks.removeFirst() }
  }

  /// Ends the thread at its next block.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    room.signal()
  }
}
