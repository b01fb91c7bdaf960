// SPDX-License-Identifier: Apache-2.0

import Archive
import Dispatch
import Flows
import Foundation
import Review
import TestSupport
import Testing

@testable import ReviewServer

/// Clients that take their time do not keep others waiting.
@Suite struct PatienceTests {
  /// A server in this process, that has little patience.
  private func serving(
    _ work: @escaping @Sendable (UInt16) throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/office.db"
    try FileManager.default.copyItem(atPath: try Office.shared.get().database, toPath: path)
    var options = ReviewServerOptions(
      listen: try #require(ListenAddress("127.0.0.1:0")), author: "tester",
      now: { Timestamp(microseconds: 1_780_000_000_000_000) }, note: { _ in })
    options.patience = .seconds(1)
    options.endsOnSignals = false
    let server = try ReviewServer(
      archive: Archive(path, hash: { "\($0.count)" }), pages: ReviewPages(version: "0"),
      options: options)
    let (places, place) = AsyncStream.makeStream(of: String.self)
    let running = Task { try await server.run { place.yield($0) } }
    var iterator = places.makeAsyncIterator()
    let address = try #require(await iterator.next())
    let port = try #require(URL(string: address)?.port.flatMap { UInt16(exactly: $0) })
    // Away from the threads the server needs.
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try work(port) })
      }
    }
    running.cancel()
    try await running.value
    withExtendedLifetime(folder) {}
  }

  @Test("who says nothing, half a head or half a body is let go", .timeLimit(.minutes(1)))
  func slow() async throws {
    try await serving { port in
      let (silent, half, dribble) = (try Wire(port), try Wire(port), try Wire(port))
      half.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nX-")
      dribble.send(
        "POST /alerts/crossing-0/verdict HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n")
      for _ in 0..<16 {
        usleep(100_000)
        half.send("a")
        dribble.send("a")
      }
      #expect(silent.rest() == [])
      #expect(half.rest() == [])
      #expect(dribble.rest().flatMap { Reply($0) }?.status == 408)
    }
  }

  @Test("who never takes an answer is let go", .timeLimit(.minutes(1)))
  func deaf() async throws {
    try await serving { port in
      let wire = try Wire(port, seconds: 3)
      let one = "GET /assets/review.css HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
      wire.send(String(repeating: one, count: 3_000))
      usleep(2_500_000)
      var count = 0
      while let piece = wire.receive(), !piece.isEmpty { count += piece.count }
      let whole = 3_000 * 5_000
      #expect(count < whole, "\(count)")
      let other = try Wire(port)
      other.send("GET /login HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
      #expect(other.rest().flatMap { Reply($0) }?.status == 303)
    }
  }
}
