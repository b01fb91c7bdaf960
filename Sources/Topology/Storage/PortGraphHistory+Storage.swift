// SPDX-License-Identifier: Apache-2.0

import Flows

extension PortGraphHistory {
  /// More than windows times squared hosts come to.
  private static let largestSum = 1 << 60

  func write(to writer: inout ByteWriter) {
    writer.append(count: services.count, of: .services)
    for (key, sum) in zip(services.keys, sums) {
      writer.append(key.service)
      writer.append(Int(sum.hosts))
      writer.append(Int(sum.hostSquares))
      writer.append(Int(sum.component))
      writer.append(Int(sum.componentSquares))
    }
  }

  init(from reader: inout ByteReader, windows: Int) throws(StorageError) {
    let count = try reader.count(of: .services, size: 5)
    var services = KeyRestorer(count: count)
    var sums: [Sums] = []
    for _ in 0..<count {
      let start = reader.offset
      let service = try reader.service()
      try services.append(KeyNumbers.Key(0, service), "a service", at: start)
      sums.append(
        Sums(
          hosts: try Self.sum(&reader), hostSquares: try Self.sum(&reader),
          component: try Self.sum(&reader), componentSquares: try Self.sum(&reader)))
    }
    self.init(services: services.numbers, sums: sums, windows: windows)
  }

  private static func sum(_ reader: inout ByteReader) throws(StorageError) -> Int64 {
    Int64(try reader.number("the size of a service's graph", in: 0...largestSum))
  }
}
