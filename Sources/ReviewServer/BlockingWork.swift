// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// Reads and writes of the archive, on threads of their own: they block, and connections must not.
final class BlockingWork: Sendable {
  private let pool: NIOThreadPool
  private let waiting = Mutex(0)

  /// More requests than this do not wait, but are told to come again.
  private static let mostWaiting = 64
  private static let threads = 4

  /// No thread yet.
  init() { pool = NIOThreadPool(numberOfThreads: Self.threads) }

  /// Makes the threads.
  func start() { pool.start() }

  /// Waits for what is being done, and ends the threads.
  func end() async { try? await pool.shutdownGracefully() }

  /// Does `work`, and waits for it at most as long as said; it is not interrupted.
  ///
  /// - Throws: ``RequestProblem`` if there is too much to do, or it takes too long; what `work`
  ///   throws.
  func run<Value: Sendable>(
    within seconds: Int64, on loop: any EventLoop, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let isWelcome = waiting.withLock { waiting in
      guard waiting < Self.mostWaiting else { return false }
      waiting += 1
      return true
    }
    guard isWelcome else { throw RequestProblem.tooBusy }
    let outcome = Outcome<Value>()
    return try await withCheckedThrowingContinuation { continuation in
      outcome.begin(continuation)
      let timer = loop.scheduleTask(in: .seconds(seconds)) {
        outcome.end(.failure(RequestProblem.tooMuchWork))
      }
      pool.submit { [self] state in
        let result: Result<Value, any Error> =
          state == .active ? Result(catching: work) : .failure(CancellationError())
        waiting.withLock { $0 -= 1 }
        timer.cancel()
        outcome.end(result)
      }
    }
  }

  /// What comes first counts.
  private final class Outcome<Value: Sendable>: Sendable {
    private let waiting = Mutex<CheckedContinuation<Value, any Error>?>(nil)

    func begin(_ continuation: CheckedContinuation<Value, any Error>) {
      waiting.withLock { $0 = continuation }
    }

    func end(_ result: Result<Value, any Error>) {
      let continuation = waiting.withLock { waiting in
        defer { waiting = nil }
        return waiting
      }
      continuation?.resume(with: result)
    }
  }
}
