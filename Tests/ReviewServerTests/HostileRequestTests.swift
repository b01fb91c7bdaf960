// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Requests nobody who means well would send: each has a plain answer, and the server goes on.
@Suite struct HostileRequestTests {
  @Test("only its own name is answered to", .timeLimit(.minutes(1)))
  func names() throws {
    let served = try Served()
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
      #expect(try served.ask("GET", "/", ["Host": "\(host):\(served.port)"]).status == 200)
    }
    for host in [
      "evil.example", "evil.example:\(served.port)", "127.0.0.1", "127.0.0.1:1", "localhost.",
      "127.0.0.1:\(served.port)@evil.example", "127.0.0.1.evil.example:\(served.port)",
    ] {
      #expect(try served.ask("GET", "/", ["Host": host]).status == 421, "\(host)")
    }
    let port = served.port
    #expect(try served.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".utf8)?.status == 400)
    #expect(
      try served.raw(
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nHost: evil\r\nConnection: close\r\n\r\n".utf8)?
        .status == 400)
    #expect(
      try served.raw(
        "GET http://evil/ HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n".utf8)?.status == 421)
    #expect(served.end() == 0)
  }

  @Test("no path reaches a file, and what is not there is not found", .timeLimit(.minutes(1)))
  func paths() throws {
    let served = try Served()
    let absent = [
      "/../../etc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e%2fetc%2fpasswd",
      "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%5c..%5cwindows", "/assets/review.css/", "//",
      "/assets//review.css", "/assets/%00", "/alerts/%00", "/alerts/..", "/alerts/%2e%2e",
      "/hosts/nowhere", "/hosts/10.0.0.300", "/alerts/\(served.ids[0])%27--", "/assets/", "/.git",
      "/office.db", "/alerts/" + String(repeating: "a", count: 200), "/api/v1", "/api/v1/nothing",
      "/api/v2/alerts", "/INDEX", "/alerts/crossing-0", "/alerts/\(served.ids[0].dropLast())",
    ]
    for path in absent {
      let reply = try served.ask("GET", path)
      #expect(reply.status == 404, "\(path): \(reply.status)")
      #expect(!reply.body.contains("root:") && !reply.body.contains(served.folder.path), "\(path)")
    }
    for path in ["/%", "/%2", "/%zz", "/alerts/%ff%fe", "/%c0%ae", "/?%", "/?a=%ff", "/?kind=%00"] {
      #expect(try served.ask("GET", path).status == 400, "\(path)")
    }
    for query in [
      "kind=evil", "status=%27;DROP", "host=x", "since=never", "after=zzz", "limit=0", "limit=-1",
      "limit=1e9", "limit=99999999999999999999", "colour=red", "kind=host&kind=path", "zone=",
    ] {
      let reply = try served.ask("GET", "/api/v1/alerts?\(query)")
      #expect(reply.status == 400, "\(query): \(reply.status)")
      #expect(reply.fields["content-type"] == "application/problem+json")
      #expect(reply.json?["detail"] is String)
    }
    #expect(served.end() == 0)
  }

  @Test("other methods are refused by name", .timeLimit(.minutes(1)))
  func methods() throws {
    let served = try Served()
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "POST"] {
      let reply = try served.ask(method, "/matrix", body: "")
      #expect(reply.status == 405, "\(method)")
      #expect(reply.fields["allow"] == "GET, HEAD")
    }
    #expect(try served.ask("GET", "/logout").fields["allow"] == "POST")
    #expect(try served.ask("GET", "/login").status == 303)
    let head = try served.ask("HEAD", "/")
    #expect(head.status == 200 && head.body.isEmpty)
  }

  @Test("what is too long or no request at all is turned away", .timeLimit(.minutes(1)))
  func sizes() throws {
    let served = try Served()
    let (cookie, csrf) = try served.session()
    let path = "/alerts/\(served.ids[0])/verdict"
    let long = "csrf=\(csrf)&verdict=dismiss&note=" + String(repeating: "x", count: 70_000)
    #expect(try served.ask("POST", path, ["Cookie": cookie], body: long).status == 413)
    #expect(
      try served.ask("POST", path, ["Cookie": cookie, "Content-Length": "99999999999"], body: "x")
        .status == 413)
    let chunked =
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nCookie: \(cookie)\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n"
      + "Connection: close\r\n\r\n"
      + String(repeating: "4000\r\n\(String(repeating: "y", count: 0x4000))\r\n", count: 6)
    #expect(try served.raw(chunked.utf8).map { $0.status == 413 } ?? true)
    #expect(try served.ask("GET", "/" + String(repeating: "a", count: 5_000)).status == 414)
    let fields = (0..<200).map { "X-\($0): 1\r\n" }.joined()
    for hostile in [
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nX: \(String(repeating: "z", count: 60_000))\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\(fields)\r\n",
      "GET /\(String(repeating: "b", count: 100_000)) HTTP/1.1\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0", "rubbish\r\n\r\n",
      "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nContent-Length: -1\r\n\r\n",
    ] {
      let reply = try served.raw(hostile.utf8)
      #expect(reply.map { (400..<500).contains($0.status) } ?? true, "\(hostile.prefix(60))")
    }
    // A request, then rubbish: the first is answered.
    let reply = try served.raw(
      "GET /runs HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\nrubbish\0\0\r\n\r\n".utf8)
    #expect(reply?.status == 200)
    // A body that is cut off changes nothing.
    let cut = try served.raw(
      Array(
        ("POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nCookie: \(cookie)\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n"
          + "csrf=\(csrf)&verdict=dismiss").utf8))
    #expect(cut?.status != 303)
    #expect(try Office.ids(in: served.database, status: "open").count == Office.alerts)
    #expect(try served.ask("GET", "/").status == 200)
    #expect(served.end() == 0)
  }

  @Test("every answer says what a browser may do with it", .timeLimit(.minutes(1)))
  func fields() throws {
    let served = try Served()
    for path in ["/", "/nowhere", "/api/v1/stats", "/openapi.json", "/assets/review.css", "/login"]
    {
      let fields = try served.ask("GET", path).fields
      #expect(
        fields["content-security-policy"]?.hasPrefix("default-src 'none'; script-src 'self';")
          == true)
      #expect(fields["x-content-type-options"] == "nosniff")
      #expect(fields["referrer-policy"] == "same-origin")
      #expect(fields["cross-origin-opener-policy"] == "same-origin")
      #expect(fields["cross-origin-resource-policy"] == "same-origin")
      #expect(fields["date"]?.hasSuffix("GMT") == true)
      #expect(path.hasPrefix("/assets") || fields["cache-control"] == "no-store", "\(path)")
      #expect(fields["server"] == nil)
    }
    let cookie = try #require(try served.ask("GET", "/").fields["set-cookie"])
    #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
  }
}
