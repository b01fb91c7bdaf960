// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Who may change what, from where.
@Suite struct ChangeTests {
  @Test("pages show the part their addresses ask for, and refuse what they do not know")
  func parts() throws {
    let served = try Served()
    #expect(try served.ask("GET", "/runs").body.contains("Run 1"))
    let earlier = try served.ask("GET", "/runs?before=1")
    #expect(earlier.status == 200 && !earlier.body.contains("Run 1 "))
    let host = try #require(
      served.ask("GET", "/").body.firstMatch(of: /\/hosts\/([0-9.]+)/).map { String($0.1) })
    let page = try served.ask("GET", "/hosts/\(host)?after=2026-03-01T10:00:00Z")
    #expect(page.body.contains("2026-03-01T10:00:00Z"))
    for path in [
      "/runs?before=x", "/rules?after=1", "/hosts/\(host)?after=never", "/hosts/\(host)?x=1",
    ] {
      #expect(try served.ask("GET", path).status == 400, "\(path)")
    }
  }

  @Test(
    "a verdict through the form is kept, once, in the name of whoever serves",
    .timeLimit(.minutes(1)))
  func form() throws {
    let served = try Served()
    let (cookie, csrf) = try served.session()
    let id = served.ids[0]
    let reply = try served.ask(
      "POST", "/alerts/\(id)/verdict",
      [
        "Cookie": cookie, "Origin": "http://127.0.0.1:\(served.port)",
        "Sec-Fetch-Site": "same-origin",
      ],
      body: "csrf=\(csrf)&verdict=accept&note=new+backup%0D%0A%3Cb%3E&expires=30d&scope=cell")
    #expect(reply.status == 303 && reply.fields["location"] == "/", "\(reply.body)")
    #expect(try Office.ids(in: served.database, status: "accepted") == [id])
    let audit = try Program.run(
      ["db", "export", "audit", "--db", served.database, "--output-format", "json"]).text
    #expect(audit.contains("through the review page; scope cell, until 2026-04-0"), "\(audit)")
    #expect(audit.contains("new backup\\u000a<b>") && audit.contains("\"tester\""), "\(audit)")
    let next = try served.ask("GET", "/", ["Cookie": cookie])
    #expect(next.body.contains("\(id) is accepted now."))
    #expect(try !served.ask("GET", "/", ["Cookie": cookie]).body.contains("is accepted now."))
    let stay = try served.ask(
      "POST", "/alerts/\(id)/verdict", ["Cookie": cookie],
      body: "csrf=\(csrf)&verdict=reopen&then=stay&expires=&scope=cell&note=")
    #expect(stay.status == 303 && stay.fields["location"] == "/alerts/\(id)")
    #expect(served.end() == 0)
  }

  @Test(
    "a change from elsewhere, or without the session's secret, is none", .timeLimit(.minutes(1)))
  func forged() throws {
    let served = try Served()
    let (cookie, csrf) = try served.session()
    let (other, _) = try served.session()
    let path = "/alerts/\(served.ids[0])/verdict"
    let body = "csrf=\(csrf)&verdict=dismiss"
    let cases: [(String, [String: String], String)] = [
      ("no cookie", [:], body), ("another session", ["Cookie": other], body),
      ("no secret", ["Cookie": cookie], "verdict=dismiss"),
      ("empty secret", ["Cookie": cookie], "csrf=&verdict=dismiss"),
      ("wrong secret", ["Cookie": cookie], "csrf=\(String(csrf.reversed()))&verdict=dismiss"),
      ("part of it", ["Cookie": cookie], "csrf=\(csrf.dropLast())&verdict=dismiss"),
      ("elsewhere", ["Cookie": cookie, "Origin": "http://evil.example"], body),
      ("nowhere", ["Cookie": cookie, "Origin": "null"], body),
      ("another port", ["Cookie": cookie, "Origin": "http://127.0.0.1:1"], body),
      ("cross-site", ["Cookie": cookie, "Sec-Fetch-Site": "cross-site"], body),
      ("same site", ["Cookie": cookie, "Sec-Fetch-Site": "same-site"], body),
    ]
    for (name, fields, body) in cases {
      #expect(try served.ask("POST", path, fields, body: body).status == 403, "\(name)")
    }
    for type in ["text/plain", "multipart/form-data", "application/json", ""] {
      let reply = try served.ask(
        "POST", path, ["Cookie": cookie, "Content-Type": type], body: body)
      #expect(reply.status == 415, "\(type)")
    }
    let json = "{\"verdict\": \"dismiss\"}"
    let api = "/api/v1/alerts/\(served.ids[0])/verdict"
    for fields in [[:], ["Cookie": cookie], ["Cookie": other, "X-CSRF-Token": csrf]] {
      let all = fields.merging(["Content-Type": "application/json"]) { $1 }
      #expect(try served.ask("POST", api, all, body: json).status == 403)
    }
    #expect(try Office.ids(in: served.database, status: "open").count == Office.alerts)
    for path in ["/", "/events", "/api/v1/alerts"] {
      let fields = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"]
      #expect(try served.ask("GET", path, fields).status == 403)
    }
    let link = try served.ask(
      "GET", "/alerts/x?a=%22%3E'", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"])
    #expect(link.status == 200 && link.fields["set-cookie"] == nil)
    #expect(link.body.contains("url=/alerts/x?a=%22%3E&#39;"))
  }

  @Test("what makes no sense is said to make none", .timeLimit(.minutes(1)))
  func senseless() throws {
    let served = try Served()
    let (cookie, csrf) = try served.session()
    let path = "/alerts/\(served.ids[0])/verdict"
    for (body, status) in [
      ("verdict=burn", 400), ("verdict=accept&expires=soon", 400),
      ("verdict=accept&scope=all", 400),
      ("verdict=accept&note=%00", 400), ("verdict=accept&more=1", 400), ("note=x", 400),
      ("verdict=accept&note=" + String(repeating: "n", count: 5_000), 422),
    ] {
      let reply = try served.ask(
        "POST", path, ["Cookie": cookie], body: "csrf=\(csrf)&\(body)")
      #expect(reply.status == status, "\(body.prefix(40)): \(reply.status)")
    }
    for id in ["crossing-0000000000000000", String(served.ids[0].dropLast())] {
      #expect(
        try served.ask(
          "POST", "/alerts/\(id)/verdict", ["Cookie": cookie], body: "csrf=\(csrf)&verdict=accept"
        ).status == 404)
    }
    #expect(try Office.ids(in: served.database, status: "open").count == Office.alerts)
  }

  @Test(
    "with a token nothing is told without it, and signing out is final", .timeLimit(.minutes(1)))
  func token() throws {
    let served = try Served(hasToken: true)
    for path in ["/", "/alerts/\(served.ids[0])", "/matrix", "/hosts/10.1.0.10", "/runs", "/rules"]
    {
      let reply = try served.ask("GET", path)
      #expect(reply.status == 303 && reply.fields["location"] == "/login" && reply.body.isEmpty)
    }
    for path in ["/events", "/api/v1/alerts", "/api/v1/session", "/api/v1/audit"] {
      #expect(try served.ask("GET", path).status == 401)
      #expect(try served.ask("GET", path, ["Authorization": "Bearer wrong"]).status == 401)
    }
    let login = try served.ask("GET", "/login")
    let (early, csrf) = (try #require(login.cookie), try #require(login.csrf))
    for wrong in ["", "wrong", Served.token + "0", String(Served.token.dropLast())] {
      let reply = try served.ask(
        "POST", "/login", ["Cookie": early], body: "csrf=\(csrf)&token=\(wrong)")
      #expect(reply.status == 403 && reply.fields["set-cookie"] == nil)
    }
    #expect(try served.ask("POST", "/login", body: "token=\(Served.token)").status == 403)
    let done = try served.ask(
      "POST", "/login", ["Cookie": early], body: "csrf=\(csrf)&token=\(Served.token)")
    let cookie = try #require(done.cookie)
    #expect(done.status == 303 && cookie != early)
    // The session of before is over: whoever put it there has nothing of it.
    #expect(try served.ask("GET", "/", ["Cookie": early]).status == 303)
    let page = try served.ask("GET", "/", ["Cookie": cookie])
    #expect(page.status == 200)
    let secret = try #require(
      try served.ask("GET", "/alerts/\(served.ids[0])", ["Cookie": cookie]).csrf)
    let out = try served.ask("POST", "/logout", ["Cookie": cookie], body: "csrf=\(secret)")
    #expect(out.status == 303 && out.fields["set-cookie"]?.contains("Max-Age=0") == true)
    #expect(try served.ask("GET", "/", ["Cookie": cookie]).status == 303)
    #expect(try served.ask("GET", "/api/v1/alerts", ["Cookie": cookie]).status == 401)
    #expect(served.end() == 0)
  }
}
