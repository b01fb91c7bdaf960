// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@Suite struct SubnetTests {
  @Test("printing and parsing are inverse for every prefix length", arguments: 0...128)
  func inverse(length: Int) throws {
    var generator = SeededGenerator(seed: UInt64(length))
    for _ in 0..<10 {
      let v6 = IPAddress(high: generator.next() | 1 << 63, low: generator.next())
      let block = Subnet(around: v6, prefixLength: length)
      #expect(Subnet(block.description) == block)
      guard length <= 32 else { continue }
      let v4 = Subnet(
        around: IPAddress(v4: UInt32(truncatingIfNeeded: generator.next())), prefixLength: length)
      #expect(Subnet(v4.description) == v4)
      #expect(v4.prefixLength == length + 96)
    }
  }

  @Test("a block holds exactly the addresses from its base to its last", arguments: 0...128)
  func bounds(length: Int) {
    var generator = SeededGenerator(seed: UInt64(length) &+ 1000)
    let address = IPAddress(high: generator.next(), low: generator.next())
    let block = Subnet(around: address, prefixLength: length)
    #expect(block.contains(address) && block.contains(block.base) && block.contains(block.last))
    #expect(block.base <= address && address <= block.last)
    for _ in 0..<50 {
      // Near addresses, so that both sides of the border come up.
      let bit = UInt64.random(in: 0..<128, using: &generator)
      let other = IPAddress(
        high: address.high ^ (bit < 64 ? 1 << bit : 0),
        low: address.low ^ (bit < 64 ? 0 : 1 << (bit - 64)))
      #expect(block.contains(other) == (block.base <= other && other <= block.last))
    }
  }

  @Test("a lone address is a block of one")
  func lone() throws {
    let block = try #require(Subnet("10.1.2.3"))
    #expect(block.description == "10.1.2.3/32")
    #expect(block.base == block.last)
    #expect(try #require(Subnet("10.2.3.4/8")).description == "10.0.0.0/8")
  }

  @Test(
    "what is no block is refused",
    arguments: [
      "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "10.0.0.0/8/8",
      "10/8",
    ])
  func refused(text: String) { #expect(Subnet(text) == nil) }
}
