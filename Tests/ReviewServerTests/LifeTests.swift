// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// How the server begins, tells what happens, and ends.
@Suite struct LifeTests {
  @Test("it ends cleanly on either signal, whoever is still there", .timeLimit(.minutes(1)))
  func end() throws {
    for signal in [SIGTERM, SIGINT] {
      let served = try Served()
      let idle = try Wire(served.port)
      let half = try Wire(served.port)
      half.send("GET / HTTP/1.1\r\nHost: ")
      let events = try Wire(served.port)
      events.send("GET /events HTTP/1.1\r\nHost: localhost:\(served.port)\r\n\r\n")
      #expect(events.text(until: "event: alerts").contains("data: {\"open\": 8, \"revision\": 1}"))
      let clock = ContinuousClock()
      let length = clock.measure { #expect(served.end(signal) == 0) }
      #expect(length < .seconds(9), "\(length)")
      #expect(events.rest() != nil && idle.rest() != nil && half.rest() != nil)
    }
  }

  @Test("pages hear of a verdict another process keeps", .timeLimit(.minutes(1)))
  func events() throws {
    let served = try Served()
    let wires = try (0..<3).map { _ in
      let wire = try Wire(served.port)
      wire.send("GET /events HTTP/1.1\r\nHost: localhost:\(served.port)\r\n\r\n")
      #expect(wire.text(until: "\"open\": 8").contains("text/event-stream"))
      return wire
    }
    let run = try Program.run(["alerts", "dismiss", served.ids[1], "--db", served.database])
    #expect(run.status == 0)
    for wire in wires { #expect(wire.text(until: "\"open\": 7").contains("event: alerts")) }
    #expect(served.end() == 0)
  }

  @Test("a browser's pages do not use up its connections", .timeLimit(.minutes(1)))
  func browser() throws {
    let served = try Served()
    let (cookie, _) = try served.session()
    var wires: [Wire] = []
    for number in 0..<6 {
      let wire = try Wire(served.port)
      wire.send(
        "GET /events HTTP/1.1\r\nHost: localhost:\(served.port)\r\nCookie: \(cookie)\r\n\r\n")
      let text = wire.text(until: "\r\n\r\n")
      #expect(text.contains(number < 4 ? " 200 " : " 204 "), "\(text)")
      wires.append(wire)
    }
    // Pages that are left make room for others at once, not when next something happens.
    wires = []
    var answer = ""
    for _ in 0..<50 where !answer.contains(" 200 ") {
      usleep(50_000)
      let wire = try Wire(served.port)
      wire.send(
        "GET /events HTTP/1.1\r\nHost: localhost:\(served.port)\r\nCookie: \(cookie)\r\n\r\n")
      answer = wire.text(until: "\r\n\r\n")
    }
    #expect(answer.contains(" 200 "))
    #expect(served.end() == 0)
  }

  @Test(
    "more listeners than there is room for are told so, and room is made", .timeLimit(.minutes(1)))
  func crowd() throws {
    let served = try Served()
    func listener() throws -> Wire {
      let wire = try Wire(served.port)
      wire.send("GET /events HTTP/1.1\r\nHost: localhost:\(served.port)\r\n\r\n")
      return wire
    }
    var wires = try (0..<64).map { _ in try listener() }
    for wire in wires { #expect(wire.text(until: "\r\n\r\n").contains(" 200 ")) }
    #expect(try listener().text(until: "\r\n\r\n").contains(" 503 "))
    #expect(try served.ask("GET", "/").status == 200)
    wires = []
    var isWelcome = false
    for _ in 0..<100 where !isWelcome {
      isWelcome = try listener().text(until: "\r\n\r\n").contains(" 200 ")
      if !isWelcome { usleep(200_000) }
    }
    #expect(isWelcome)
    #expect(served.end() == 0)
  }

  @Test(
    "a port that is taken, or open to others without a token, is said to be",
    .timeLimit(.minutes(1)))
  func refused() throws {
    let served = try Served()
    let place = "127.0.0.1:\(served.port)"
    let serve = ["serve", "--db", served.database]
    let taken = try Program.run(serve + ["--listen", place])
    #expect(taken.status == 74 && taken.errors.contains("something already listens on \(place)"))
    for arguments in [
      ["--listen", "0.0.0.0:0"], ["--listen", "[::]:0"], ["--proxy-name", "a.b"],
    ] {
      let open = try Program.run(serve + arguments)
      #expect(open.status == 64 && open.errors.contains("openssl rand"), "\(open.errors)")
    }
    let short = try served.folder.write(Array("short\n".utf8), to: "short")
    for arguments in [
      ["--listen", "everywhere"], ["--listen", "127.0.0.1:70000"], ["--listen", "example.org:80"],
      ["--token-file", short], ["--token-file", "/nowhere"], ["--by", " "],
    ] {
      let run = try Program.run(serve + arguments)
      #expect(run.status == 64 && run.errors.contains("rror: "), "\(arguments): \(run.errors)")
    }
    #expect(try Program.run(["serve", "--db", "/nowhere.db"]).status == 66)
    #expect(
      try Program.run(serve + ["--listen", "192.0.2.1:0", "--token-file", short]).status == 64)
  }

  @Test("open to the network it says so, and answers to every name", .timeLimit(.minutes(1)))
  func open() throws {
    let served = try Served(["--listen", "0.0.0.0:0"], hasToken: true)
    #expect(served.greeting.contains("open to the network"))
    let bearer = ["Host": "review.example", "Authorization": "Bearer \(Served.token)"]
    #expect(try served.ask("GET", "/api/v1/stats", bearer).status == 200)
    #expect(try served.ask("GET", "/", ["Host": "review.example"]).status == 303)
    #expect(served.end() == 0)
  }

  @Test("behind a proxy its name is known, and cookies are for TLS alone", .timeLimit(.minutes(1)))
  func proxy() throws {
    let served = try Served(["--proxy-name", "Review.Example"], hasToken: true)
    let login = try served.ask("GET", "/login", ["Host": "review.example"])
    #expect(login.fields["set-cookie"]?.hasSuffix("; SameSite=Strict; Secure") == true)
    #expect(try served.ask("GET", "/login", ["Host": "evil.example"]).status == 421)
    let reply = try served.ask(
      "POST", "/login",
      [
        "Host": "review.example", "Origin": "https://review.example",
        "Cookie": try #require(login.cookie),
      ], body: "csrf=\(try #require(login.csrf))&token=\(Served.token)")
    #expect(reply.status == 303 && reply.fields["location"] == "/")
  }
}
