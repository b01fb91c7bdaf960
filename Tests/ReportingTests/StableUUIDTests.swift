// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Reporting

@Suite struct StableUUIDTests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test("SHA-1 and version 5 of the standards' own examples")
  func published() {
    // FIPS 180-4 examples; RFC 9562 appendix A.4.
    #expect(hex(StableUUID.sha1(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(hex(StableUUID.sha1([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    let uuid = StableUUID.make("www.example.com", in: StableUUID.dnsNames)
    #expect(StableUUID.text(uuid) == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
  }

  @Test(
    "SHA-1 is Python's on every length up to three blocks",
    .enabled(if: Python.isPresent, "\(Python.reason)"))
  func lengths() throws {
    let script = """
      import hashlib
      for n in range(200):
          print(hashlib.sha1(bytes((7 * i + n) % 256 for i in range(n))).hexdigest())
      """
    let expected = try Python.run(["-c", script]).split(separator: "\n").map(String.init)
    let found = (0..<200).map { n in
      hex(StableUUID.sha1((0..<n).map { UInt8((7 * $0 + n) % 256) }))
    }
    #expect(found == expected)
  }

  @Test("kind and parts are told apart")
  func parts() {
    let texts = [
      StableUUID.text("a", ["b", "c"]), StableUUID.text("a", ["bc"]), StableUUID.text("ab", ["c"]),
      StableUUID.text("a", ["b", "c", ""]),
    ]
    #expect(Set(texts).count == texts.count)
  }
}
