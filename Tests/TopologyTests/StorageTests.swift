// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

/// Every value has one form in bytes, which alone is read.
@Suite struct StorageTests {
  @Test("numbers of every size come back, and take as few bytes as they can")
  func numbers() throws {
    var numbers: [UInt64] = [0, 1, 127, 128, .max, .max - 1]
    for bit in 0..<64 as Range<UInt64> { numbers += [1 << bit, (1 << bit) &- 1] }
    for number in numbers {
      var writer = ByteWriter()
      writer.append(number)
      let bits = 64 - number.leadingZeroBitCount
      #expect(writer.bytes.count == max(1, (bits + 6) / 7))
      var reader = ByteReader(writer.bytes)
      #expect(try reader.number() == number && reader.remaining == 0)
    }
    for number in [0, 1, -1, 63, -64, 64, .max, .min] as [Int64] {
      var writer = ByteWriter()
      writer.append(signed: number)
      var reader = ByteReader(writer.bytes)
      #expect(try reader.signed("x", in: .min ... .max) == number)
    }
  }

  @Test("longer forms of a number, and numbers beyond 64 bits, are refused")
  func longNumbers() {
    let ones = [UInt8](repeating: 0xff, count: 9)
    for bytes in [[0x80, 0], [0xff, 0x80, 0], ones + [2], ones + [0x81, 0], ones + [0x7f]] {
      #expect(throws: StorageError.self) {
        var reader = ByteReader(bytes)
        _ = try reader.number()
      }
    }
    #expect(throws: StorageError.truncated(offset: 2)) {
      var reader = ByteReader([0x80, 0x80])
      _ = try reader.number()
    }
  }

  @Test("fractions come back to the bit, whole numbers take few bytes, nothing is not a number")
  func doubles() throws {
    var values = [
      0, -0.0, 1, -1, 0.1, 1e30, -1e30, 0x1p53, 0x1p53 + 2, .leastNonzeroMagnitude, 126, 127,
      1 / 3.0,
    ]
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<200 { values.append(Double.random(in: -1e6...1e6, using: &generator)) }
    for value in values {
      var writer = ByteWriter()
      writer.append(value)
      var reader = ByteReader(writer.bytes)
      #expect(try reader.double("x").bitPattern == value.bitPattern && reader.remaining == 0)
    }
    for value in [Double.nan, .infinity, -.infinity, 1e31] {
      var writer = ByteWriter()
      writer.append(value)
      #expect(throws: StorageError.self) {
        var reader = ByteReader(writer.bytes)
        _ = try reader.double("x")
      }
    }
    // A whole number in the form of a fraction: 1.0.
    #expect(throws: StorageError.self) {
      var reader = ByteReader([0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0])
      _ = try reader.double("x")
    }
  }

  @Test("addresses, subnets, services and texts come back; other forms of them are refused")
  func values() throws {
    var writer = ByteWriter()
    let addresses = ["10.0.0.1", "255.255.255.255", "fd00::1", "::"].compactMap { IPAddress($0) }
    let subnets = ["10.0.0.0/8", "0.0.0.0/0", "10.1.2.3/32", "fd00::/8", "::/0"].compactMap {
      Subnet($0)
    }
    try #require(addresses.count == 4 && subnets.count == 5)
    for address in addresses { writer.append(address) }
    writer.append(subnets)
    writer.append(Service.tcp(445))
    writer.append("hé → 10.0.0.1")
    var reader = ByteReader(writer.bytes)
    for address in addresses { #expect(try reader.address() == address) }
    #expect(try reader.subnets() == subnets)
    #expect(try reader.service() == .tcp(445))
    #expect(try reader.text() == "hé → 10.0.0.1")
    let mapped: [UInt8] = [6] + Array(repeating: 0, count: 10) + [0xff, 0xff, 10, 0, 0, 1]
    let wrong: [([UInt8], (inout ByteReader) throws -> Void)] = [
      (mapped, { _ = try $0.address() }), ([5, 0, 0, 0, 0], { _ = try $0.address() }),
      // 10.0.0.1/8 has bits beyond its prefix, 10.0.0.0/-1 and /33 do not exist.
      ([4, 10, 0, 0, 1, 104], { _ = try $0.subnet() }),
      ([4, 10, 0, 0, 0, 95], { _ = try $0.subnet() }),
      ([4, 10, 0, 0, 0, 0x81, 1], { _ = try $0.subnet() }),
      ([2, 0xff, 0xfe], { _ = try $0.text() }), ([9, 65], { _ = try $0.text() }),
      ([2], { _ = try $0.bool() }),
    ]
    for (bytes, read) in wrong {
      var reader = ByteReader(bytes)
      #expect(throws: StorageError.self) { try read(&reader) }
    }
  }

  @Test("what passes a limit is noticed by the writer as by the reader")
  func limits() {
    let limit = StorageLimit("things", 3)
    var writer = ByteWriter()
    writer.append(count: 3, of: limit)
    #expect(writer.excess == nil)
    writer.append(count: 4, of: limit)
    writer.append(count: 5, of: limit)
    #expect(writer.excess?.count == 4 && writer.excess?.limit == limit)
    #expect(throws: StorageError.tooMany("things", count: 4, most: 3, offset: 0)) {
      var reader = ByteReader([4, 0, 0, 0, 0, 0])
      _ = try reader.count(of: limit)
    }
    // Three things of two bytes each do not fit into five.
    #expect(throws: StorageError.tooMany("things", count: 3, most: 3, offset: 0)) {
      var reader = ByteReader([3, 0, 0, 0, 0, 0])
      _ = try reader.count(of: limit, size: 2)
    }
  }

  @Test("profiles come back, and go on as if nothing had been", arguments: UInt64(0)..<4)
  func profiles(seed: UInt64) throws {
    func window(_ day: Int) -> (EdgeTable, FeatureMatrix) {
      let flows = RandomFlows.make(400, seed: seed &* 10 + UInt64(day))
      let hourly = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
      let edges = hourly.mergingTicks()
      let facts = WindowFacts(
        hourly: hourly, edges: edges, profiles: HostProfiles(), subnets: SubnetMap())
      return (edges, FeatureMatrix(facts))
    }
    func bytes(_ profiles: HostProfiles) -> [UInt8] {
      var writer = ByteWriter()
      profiles.write(to: &writer)
      return writer.bytes
    }
    var whole = HostProfiles()
    var stored = HostProfiles()
    for day in 0..<4 {
      let (edges, features) = window(day)
      whole.fold(edges, features: features, subnets: SubnetMap())
      stored.fold(edges, features: features, subnets: SubnetMap())
      var reader = ByteReader(bytes(stored))
      stored = try HostProfiles(from: &reader)
      #expect(reader.remaining == 0 && bytes(stored) == bytes(whole))
    }
    #expect(stored.windows == 4 && stored.hostWindows == whole.hostWindows)
    #expect(stored.hosts == whole.hosts && stored.asked == whole.asked)
    #expect(stored.isTarget == whole.isTarget && stored.pairs.keys == whole.pairs.keys)
    func sorted(_ counts: [(key: HostProfiles.HostService, count: Int)]) -> [String] {
      counts.map { "\($0.key.host) \($0.key.service) \($0.count)" }.sorted()
    }
    #expect(sorted(stored.targetCounts) == sorted(whole.targetCounts))
    #expect(sorted(stored.sourceCounts) == sorted(whole.sourceCounts))
    #expect(stored.askers.numbers.keys == whole.askers.numbers.keys)
    #expect(stored.askers.counts == whole.askers.counts)
    let (last, _) = window(9)
    let blocks = last.hosts.addresses.map { SubnetMap().subnet(of: $0).block }
    let (one, other) = (
      KnownEdges(last, in: whole, blocks: blocks), KnownEdges(last, in: stored, blocks: blocks)
    )
    #expect(one.windows == other.windows && one.cellHostWindows == other.cellHostWindows)
    #expect(one.isUsed == other.isUsed && one.isOffered == other.isOffered)
  }

  @Test("keys that all fall into one slot are refused before they cost hours")
  func collisions() {
    // Chosen by undoing the hash: its last step is a product with an odd number, the one before
    // mixes the upper half into the lower, and the low word goes in as it is.
    let count = 1 << 13
    var keys = KeyRestorer(count: count)
    #expect(throws: StorageError.self) {
      for number in 0..<count {
        try keys.append(Self.collidingKey(UInt64(number)), "a key", at: number)
      }
    }
    #expect(keys.numbers.count > 500)
  }

  /// The key whose hash is `number` before the shift that drops its lower bits.
  private static func collidingKey(_ number: UInt64) -> KeyNumbers.Key {
    func inverse(_ odd: UInt64) -> UInt64 {
      var x = odd
      for _ in 0..<6 { x = x &* (2 &- odd &* x) }
      return x
    }
    var x = number &* inverse(0x9e37_79b9_7f4a_7c15)
    x = x ^ x >> 29 ^ x >> 58
    x = x &* inverse(0xd6e8_feb8_6659_fd93)
    x = x ^ x >> 32
    return KeyNumbers.Key(IPAddress(high: 0, low: x))
  }
}
