// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Reporting

@Suite struct SafeTextTests {
  @Test("controls and bidirectional marks show as replacement characters, white space as a space")
  func controls() {
    #expect(SafeText.clean("a\u{0}b\u{1b}[31m\u{7f}") == "a\u{fffd}b\u{fffd}[31m\u{fffd}")
    #expect(
      SafeText.clean("x\u{202e}gpj.exe\u{200b}\u{2066}") == "x\u{fffd}gpj.exe\u{fffd}\u{fffd}")
    #expect(SafeText.clean("one\ttwo\r\nthree\u{2028}four") == "one two  three four")
    #expect(SafeText.clean("Zürich · 東京") == "Zürich · 東京")
  }

  @Test("long text ends in an ellipsis at the limit")
  func limit() {
    let long = SafeText.clean(String(repeating: "ab", count: 50_000), limit: 80)
    #expect(long.unicodeScalars.count == 80)
    #expect(long.hasSuffix("ba…"))
    #expect(SafeText.clean("exactly8", limit: 8) == "exactly8")
  }

  @Test("towers of combining marks are cut down")
  func combining() {
    let tower = "a" + String(repeating: "\u{301}", count: 500)
    #expect(SafeText.clean(tower).unicodeScalars.count == 3)
    #expect(SafeText.clean("\u{301}a") == "a")
  }

  @Test("a quote with a combining mark is still escaped")
  func escaping() {
    #expect(SafeText.escaped("\"\u{301}<\u{338}&'") == "&quot;\u{301}&lt;\u{338}&amp;&#39;")
  }

  @Test(
    "cleaned text is printable and within its limit, whatever it was", arguments: UInt64(0)..<100)
  func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var text = String.UnicodeScalarView()
    for _ in 0..<200 {
      let value = UInt32.random(in: 0..<0x11_0000, using: &generator)
      if let scalar = Unicode.Scalar(seed % 2 == 0 ? value : value % 0x400) { text.append(scalar) }
    }
    let clean = SafeText.clean(String(text), limit: 50)
    #expect(clean.unicodeScalars.count <= 50)
    #expect(clean.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
    #expect(SafeText.clean(clean, limit: 50) == clean)
  }
}
