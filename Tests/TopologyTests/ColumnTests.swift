// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct ColumnTests {
  private static let nasty: [Int64] = [
    0, 1, 254, 255, 256, 65_534, 65_535, 65_536, 4_294_967_294, 4_294_967_295, 4_294_967_296,
    255 << 32 - 1, 255 << 32, .max, -1, .min,
  ]

  @Test("a column holds what an array would", arguments: UInt64(0)..<10)
  func numbers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for width in [Column.Width.one, .two, .four, .five] {
      var column = Column(width)
      var oracle: [Int64] = []
      for _ in 0..<200 {
        let number = Self.nasty[Int.random(in: 0..<Self.nasty.count, using: &generator)]
        switch generator.next() % 8 {
        case 0 where !oracle.isEmpty:
          column.replaceLast(number)
          oracle[oracle.count - 1] = number
        case 1 where oracle.count > 3:
          column.removeLast(3)
          oracle.removeLast(3)
        case 2 where !oracle.isEmpty && number >= 0 && oracle[oracle.count - 1] >= 0:
          column.addToLast(number)
          oracle[oracle.count - 1] = oracle[oracle.count - 1].saturatingSum(number)
        default:
          column.append(number)
          oracle.append(number)
        }
      }
      #expect(Array(column) == oracle)
      let rows = oracle.count / 3..<oracle.count * 2 / 3
      #expect(Array(column.part(rows)) == Array(oracle[rows]))
      var other = Column(.one)
      for number in oracle { other.append(number) }
      #expect(other == column)
      other.replaceLast(7)
      column.replaceLast(8)
      #expect(other != column)
    }
  }
}
