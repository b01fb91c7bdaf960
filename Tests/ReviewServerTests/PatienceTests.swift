// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Clients that take their time do not keep others waiting.
@Suite(.serialized) struct PatienceTests {
  @Test("who says nothing, half a head or half a body is let go", .timeLimit(.minutes(1)))
  func slow() throws {
    let served = try Served(["--patience", "1"])
    let (silent, half, dribble) = (
      try Wire(served.port), try Wire(served.port), try Wire(served.port)
    )
    half.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nX-")
    dribble.send(
      "POST /alerts/crossing-0/verdict HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n")
    for _ in 0..<14 {
      usleep(100_000)
      half.send("a")
      dribble.send("a")
    }
    #expect(silent.rest() == [])
    #expect(half.rest() == [])
    #expect(dribble.rest().flatMap { Reply($0) }?.status == 408)
    #expect(served.end() == 0)
  }

  @Test("who talks on after the answer is let go", .timeLimit(.minutes(1)))
  func talkative() throws {
    let served = try Served()
    let head = "HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nContent-Length: 99999999\r\n\r\n"
    for request in ["POST /nowhere \(head)", "GET / \(head)", "PUT / \(head)"] {
      let wire = try Wire(served.port)
      wire.send(request)
      #expect(wire.text(until: "\r\n\r\n").contains(" 413 "))
      // Well below the patience of half a minute with a connection on which something comes.
      let clock = ContinuousClock()
      let length = clock.measure {
        for _ in 0..<25 {
          usleep(50_000)
          wire.send("aaaaaaaaaaaaaaaa")
        }
        #expect(wire.rest() != nil)
      }
      #expect(length < .seconds(10))
    }
    #expect(served.end() == 0)
  }

  @Test("who never takes an answer is let go", .timeLimit(.minutes(1)))
  func deaf() throws {
    let served = try Served(["--patience", "1"])
    let size = try served.ask("GET", "/assets/review.css").body.utf8.count
    let wire = try Wire(served.port, seconds: 3)
    let one = "GET /assets/review.css HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n"
    let asked = 2_000
    wire.send(String(repeating: one, count: asked))
    usleep(2_500_000)
    var count = 0
    while let piece = wire.receive(), !piece.isEmpty { count += piece.count }
    #expect(count < asked * size, "\(count)")
    #expect(try served.ask("GET", "/").status == 200)
    #expect(served.end() == 0)
  }
}
