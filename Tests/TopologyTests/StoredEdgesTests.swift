// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct StoredEdgesTests {
  private func table(_ flows: [Flow]) -> EdgeTable {
    EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
  }

  @Test("edge tables come back as they were, and have one form", arguments: UInt64(0)..<8)
  func roundTrip(seed: UInt64) throws {
    let table = table(RandomFlows.make(400, seed: seed))
    let bytes = StoredEdges.bytes(of: table)
    #expect(try StoredEdges.table(bytes) == table)
    #expect(StoredEdges.bytes(of: try StoredEdges.table(bytes)) == bytes)
    // Some twenty bytes an edge and hour, where the columns take 88.
    #expect(bytes.count < 45 * table.count + 500)
  }

  @Test("nothing, IPv6, times before 1970 and the largest counters come back")
  func edgeCases() throws {
    #expect(try StoredEdges.table(StoredEdges.bytes(of: EdgeTable())) == EdgeTable())
    var early = Flow.tcp("fd00::1", "fd00::2", 22, minute: -40_000_000)
    early.bytesOut = .max
    early.durationMicroseconds = .max
    let both = table([early, early, .tcp("10.0.0.1", "203.0.113.9", 443, minute: 1)])
    #expect(both.bytesOut.contains(.max))
    #expect(try StoredEdges.table(StoredEdges.bytes(of: both)) == both)
  }

  @Test("merged tables are the table of all flows, in any order", arguments: UInt64(0)..<12)
  func merging(seed: UInt64) {
    let flows = RandomFlows.make(300, seed: seed, hosts: 5 + Int(seed) * 3)
    let whole = table(flows)
    let parts = (0..<3).map { part in
      table(flows.enumerated().filter { $0.offset % 3 == part }.map(\.element))
    }
    #expect(parts[0].merging(parts[1]).merging(parts[2]) == whole)
    #expect(parts[2].merging(parts[1].merging(parts[0])) == whole)
    #expect(whole.merging(EdgeTable()) == whole && EdgeTable().merging(whole) == whole)
    let days = whole.windowStarts(hours: 24)
    #expect(days.count == 2)
    let cut = days.map { whole.slice(TimeRange($0, $0.advanced(byMicroseconds: 86_400_000_000))) }
    #expect(cut[1].merging(cut[0]) == whole)
  }

  @Test("cut or lengthened bytes are refused")
  func lengths() {
    let bytes = StoredEdges.bytes(of: table(RandomFlows.make(12, seed: 3)))
    for length in bytes.indices {
      #expect(throws: StoredEdgesError.self) { try StoredEdges.table(Array(bytes[..<length])) }
    }
    #expect(throws: StoredEdgesError.self) { try StoredEdges.table(bytes + [0]) }
    #expect(throws: StoredEdgesError.otherVersion(9)) { try StoredEdges.table([9] + bytes) }
  }

  @Test(
    "bytes by anybody with a good checksum are refused or are a table with those very bytes",
    arguments: UInt64(0)..<4)
  func hostile(seed: UInt64) throws {
    let body = Array(StoredEdges.bytes(of: table(RandomFlows.make(20, seed: 5))).dropLast(8))
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<1_500 {
      var changed = body
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: 1..<changed.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      let bytes = changed + StoredEdges.checksum(changed)
      guard let table = try? StoredEdges.table(bytes) else { continue }
      accepted += 1
      #expect(StoredEdges.bytes(of: table) == bytes)
      _ = table.mergingTicks()
    }
    #expect(accepted > 0)
  }
}
