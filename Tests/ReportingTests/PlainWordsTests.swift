// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Reporting

@Suite struct PlainWordsTests {
  @Test("counts have separators and the right number")
  func counts() {
    #expect(PlainWords.count(0, "host") == "0 hosts")
    #expect(PlainWords.count(1, "host") == "1 host")
    #expect(PlainWords.count(1_214, "host-window") == "1,214 host-windows")
    #expect(PlainWords.count(-1_000_000) == "−1,000,000")
    #expect(PlainWords.count(Int64.min) == "−9,223,372,036,854,775,808")
  }

  @Test("bytes are in powers of a thousand and never show 1000 of a unit")
  func bytes() {
    #expect(PlainWords.bytes(0) == "0 B")
    #expect(PlainWords.bytes(999) == "999 B")
    #expect(PlainWords.bytes(48_120) == "48 kB")
    #expect(PlainWords.bytes(999_960) == "1.0 MB")
    #expect(PlainWords.bytes(12_400_000) == "12 MB")
    #expect(PlainWords.bytes(.max) == "9 EB")
  }

  @Test("a share below one is never called certain, one above zero never impossible")
  func percent() {
    #expect(PlainWords.percent(0.5) == "50 %")
    #expect(PlainWords.percent(0.999) == "over 99 %")
    #expect(PlainWords.percent(0.0001) == "under 1 %")
    #expect(PlainWords.percent(1) == "100 %")
    #expect(PlainWords.percent(.nan) == "unknown")
  }

  @Test("lists end in and")
  func lists() {
    #expect(PlainWords.list([]) == "")
    #expect(PlainWords.list(["a"]) == "a")
    #expect(PlainWords.list(["a", "b", "c"]) == "a, b and c")
  }

  @Test("durations are in the two units that matter")
  func durations() {
    #expect(PlainWords.duration(microseconds: 12_000_000) == "12 s")
    #expect(PlainWords.duration(microseconds: 10_680_000_000) == "2 h 58 min")
    #expect(PlainWords.duration(microseconds: -5) == "0 s")
    #expect(PlainWords.duration(microseconds: 183_600_000_000) == "2 days 3 h")
  }
}
