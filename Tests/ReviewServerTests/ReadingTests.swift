// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing

@testable import ReviewServer

/// What is read out of requests and options, piece by piece.
@Suite struct ReadingTests {
  @Test("addresses to listen on are addresses, and say whether others reach them")
  func listen() throws {
    for (text, isLoopback, written) in [
      ("127.0.0.1:8080", true, "127.0.0.1:8080"), ("[::1]:0", true, "[::1]:0"),
      ("localhost:80", true, "127.0.0.1:80"), ("127.8.9.1:1", true, "127.8.9.1:1"),
      ("0.0.0.0:443", false, "0.0.0.0:443"), ("[::]:8080", false, "[::]:8080"),
      ("10.0.0.1:65535", false, "10.0.0.1:65535"), ("[fd00::5]:8080", false, "[fd00::5]:8080"),
    ] {
      let address = try #require(ListenAddress(text), "\(text)")
      #expect(address.isLoopback == isLoopback && address.text == written)
    }
    for text in [
      "", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
      "127.0.0.1:+1", "::1:8080", "[::1]", "[127.0.0.1]:80", "example.org:80", "127.0.0.1:80x",
      "http://127.0.0.1:80", "127.0.0.1:8080 ",
    ] {
      #expect(ListenAddress(text) == nil, "\(text)")
    }
  }

  @Test("a token is the first line, and only the whole of it matches")
  func token() throws {
    let text = "0123456789abcdef01234567"
    for file in [text, text + "\n", "  \(text)\t \r\nmore\n"] {
      let token = try #require(AccessToken(file: Array(file.utf8)))
      #expect(token.matches(text))
      for wrong in ["", "0", String(text.dropLast()), text + "0", text + text, text.uppercased()] {
        #expect(!token.matches(wrong), "\(wrong)")
      }
    }
    for file in ["", "\n", "short", "\n" + text, text.dropLast() + " x", text + "é"] {
      #expect(AccessToken(file: Array(file.utf8)) == nil, "\(file)")
    }
    #expect(AccessToken(file: Array(repeating: 65, count: 513)) == nil)
  }

  @Test("secrets are compared whole, whatever their lengths")
  func comparison() {
    for a in [[], [1], [2], [1, 1], [1, 2], [1, 2, 1]] as [[UInt8]] {
      for b in [[], [1], [2], [1, 1], [1, 2], [1, 2, 1]] as [[UInt8]] {
        #expect(ConstantTime.areEqual(a, b) == (a == b && !a.isEmpty), "\(a) \(b)")
      }
    }
  }

  @Test("escapes are those Foundation reads, and wrong ones are refused")
  func escapes() {
    var generator = SystemRandomNumberGenerator()
    let parts = ["%", "%2", "%41", "%c3%a9", "%C3", "%00", "a", "+", "é", "%zz", "%25", "/", "%2F"]
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        parts.randomElement(using: &generator) ?? ""
      }.joined()
      #expect(
        PercentDecoding.decode(text.utf8, plusIsSpace: false) == text.removingPercentEncoding,
        "\(text)")
    }
    #expect(PercentDecoding.decode("a+b%2B".utf8, plusIsSpace: true) == "a b+")
  }

  @Test("moments in header fields are those Foundation writes")
  func dates() {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    for day in 0..<800 {
      let seconds = Int64(day) * 86_400 * 37 + Int64(day) * 61
      #expect(
        HTTPDate.text(of: Timestamp(microseconds: seconds * 1_000_000))
          == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
    }
  }

  @Test("the oldest sessions go first, and ended ones are over")
  func sessions() {
    let sessions = ReviewSessions(capacity: 20)
    let made = (0..<50).map { _ in sessions.make(isSignedIn: true) }
    #expect(Set(made.map(\.id) + made.map(\.csrfToken)).count == 100)
    #expect(made.allSatisfy { $0.id.count == 64 && $0.csrfToken.count == 64 })
    let left = made.filter { sessions.session($0.id) != nil }
    #expect(left.map(\.id) == made.suffix(left.count).map(\.id) && (18...20).contains(left.count))
    let last = made[49].id
    sessions.note("said", for: last)
    #expect(sessions.takeNotice(of: last) == "said" && sessions.takeNotice(of: last) == nil)
    sessions.end(last)
    #expect(sessions.session(last) == nil)
    sessions.note("lost", for: last)
    #expect(sessions.session(last) == nil)
  }

  @Test("how long an exception lasts is days or hours")
  func durations() {
    let hour: Int64 = 3_600_000_000
    #expect(VerdictFields.duration("30d") == 720 * hour)
    #expect(VerdictFields.duration("12h") == 12 * hour)
    for text in ["", "d", "0d", "-1d", "1", "1w", "99999999999999999999d", "1d ", "１d", "01d"] {
      #expect(VerdictFields.duration(text) == nil, "\(text)")
    }
  }
}
