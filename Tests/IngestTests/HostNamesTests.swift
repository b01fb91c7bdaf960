// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct HostNamesTests {
  private func address(_ name: String) -> IPAddress? {
    let bytes = Array(name.utf8)
    return HostNames.address(bytes.span, 0..<bytes.count)
  }

  @Test("a name's number can be read in its address")
  func readable() {
    #expect(address("C17693")?.description == "fd18::1:7693")
    #expect(address("c1")?.description == "fd18::1")
    #expect(address("Comp364445").map { $0.low } == 0x364445)
  }

  @Test("no two names have one address")
  func collisions() {
    var names: Set<String> = ["activedirectory", "enterpriseappserver", "mail", "vpn"]
    var generator = SeededGenerator(seed: 3)
    for prefix in ["c", "u", "comp", "ip", "user", "a", "aa", "ab", "z", "workstation"] {
      names.insert(prefix)
      for number in 0..<300 { names.insert("\(prefix)\(number)") }
      for _ in 0..<300 {
        names.insert("\(prefix)\(Int.random(in: 0...999_999_999_999_999, using: &generator))")
      }
    }
    for _ in 0..<2000 {
      let length = Int.random(in: 1...23, using: &generator)
      names.insert(
        String(
          decoding: (0..<length).map { _ in UInt8.random(in: 97...99, using: &generator) },
          as: UTF8.self))
    }
    let addresses = names.map { address($0) }
    #expect(addresses.allSatisfy { $0.map { $0.high >> 56 == 0xfd } ?? false })
    #expect(Set(addresses).count == names.count)
  }

  @Test(
    "what is no such name has no address",
    arguments: [
      "", "17", "C01", "C1a", "C-1", "Ünit", "C1234567890123456", "abcdefghijklmnopqrstuvwx", "?",
      "abcdefghijkl1",
    ])
  func others(name: String) { #expect(address(name) == nil) }
}
