// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import Testing

@Suite struct IPAddressTests {
  /// What the C library makes of `text`, as 16 bytes; the oracle.
  private func oracle(_ text: String) -> [UInt8]? {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      return [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        + withUnsafeBytes(of: &v4) { Array($0) }
    }
    var v6 = in6_addr()
    if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: &v6) { Array($0) } }
    return nil
  }

  private func bytes(_ address: IPAddress) -> [UInt8] {
    [address.high, address.low].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) }
    }
  }

  private func random(_ generator: inout SeededGenerator) -> IPAddress {
    switch generator.next() % 4 {
    case 0: return IPAddress(v4: UInt32(truncatingIfNeeded: generator.next()))
    case 1: return IPAddress(high: generator.next(), low: generator.next())
    default:
      // Runs of zero groups are what the short form is about.
      var words: [UInt64] = [0, 0]
      for group in 0..<8 where generator.next() % 3 == 0 {
        words[group / 4] |= (generator.next() & 0xffff) << UInt64(group % 4 * 16)
      }
      return IPAddress(high: words[0], low: words[1])
    }
  }

  @Test("printing and parsing are inverse", arguments: UInt64(0)..<20)
  func inverse(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let address = random(&generator)
      #expect(IPAddress(address.description) == address)
      #expect(oracle(address.description) == bytes(address))
    }
  }

  @Test(
    "the printed IPv6 form is the C library's, IPv4 inside IPv6 aside", arguments: UInt64(0)..<20)
  func canonical(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let address = random(&generator)
      guard !address.isV4, address.high != 0 else { continue }
      var raw = bytes(address)
      var buffer = [CChar](repeating: 0, count: 64)
      inet_ntop(AF_INET6, &raw, &buffer, 64)
      let text = String(
        decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      #expect(address.description == text)
    }
  }

  @Test(
    "texts with one character changed parse as the C library parses them", arguments: UInt64(0)..<40
  )
  func mutations(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("0123456789abcdefF:.:.%/ x")
    for _ in 0..<100 {
      var text = Array(random(&generator).description)
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
        let place = Int.random(in: 0..<text.count, using: &generator)
        switch generator.next() % 3 {
        case 0: text[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        case 1: text.remove(at: place)
        default:
          text.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)], at: place)
        }
      }
      let written = String(text)
      #expect(IPAddress(written).map(bytes) == oracle(written), "\(written)")
    }
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", ".", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1..2.3", ":", ":::",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9", "::1::", "fe80::1%eth0", "12345::", "1:2:3:4:5:6:7::8:9", "::1.2.3",
      "1.2.3.4::",
      "00:00:00:00:00:00", "1::2:",
    ])
  func refused(text: String) {
    #expect(IPAddress(text) == nil)
    #expect(oracle(text) == nil)
  }

  @Test("addresses order as numbers, IPv4 as one block")
  func order() throws {
    let texts = ["::", "::1", "9.255.255.255", "10.0.0.1", "10.0.0.2", "2001:db8::", "ff02::1"]
    let addresses = try texts.map { try #require(IPAddress($0)) }
    #expect(addresses == addresses.sorted())
  }

  @Test("groups, loopback and nothing are told from hosts")
  func kinds() throws {
    #expect(try #require(IPAddress("224.0.0.251")).isMulticastOrBroadcast)
    #expect(try #require(IPAddress("255.255.255.255")).isMulticastOrBroadcast)
    #expect(try #require(IPAddress("ff02::fb")).isMulticastOrBroadcast)
    #expect(try !#require(IPAddress("223.255.255.255")).isMulticastOrBroadcast)
    #expect(try !#require(IPAddress("240.0.0.1")).isMulticastOrBroadcast)
    #expect(try #require(IPAddress("127.9.9.9")).isLoopback)
    #expect(try #require(IPAddress("::1")).isLoopback)
    #expect(try #require(IPAddress("0.0.0.0")).isUnspecified)
    #expect(try !#require(IPAddress("10.0.0.0")).isUnspecified)
  }
}
