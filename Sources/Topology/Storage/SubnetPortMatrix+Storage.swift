// SPDX-License-Identifier: Apache-2.0

import Flows

extension SubnetPortMatrix {
  func write(to writer: inout ByteWriter) {
    writer.append(blocks)
    writer.append(count: cells.count, of: .cells)
    for (cell, key) in cells.keys.enumerated() {
      let (source, target) = key.pair
      writer.append(Int(source))
      writer.append(Int(target))
      writer.append(key.service)
      writer.append(Int(hostWindows[cell]))
    }
  }

  /// Reads what ``write(to:)`` wrote; no cell may have been used by more than `hostWindows`.
  init(from reader: inout ByteReader, hostWindows: Int) throws(StorageError) {
    let start = reader.offset
    let blocks = try reader.subnets()
    let count = try reader.count(of: .cells, size: 4)
    guard count == 0 || !blocks.isEmpty, count == 0 || hostWindows > 0 else {
      throw .invalid("a cell of the subnet matrix", offset: start)
    }
    var cells = KeyRestorer(count: count)
    var counts: [Int32] = []
    counts.reserveCapacity(count)
    for _ in 0..<count {
      let start = reader.offset
      let source = try reader.number("the source of a cell", in: 0...blocks.count - 1)
      let target = try reader.number("the target of a cell", in: 0...blocks.count - 1)
      let service = try reader.service()
      try cells.append(
        KeyNumbers.Key(Int32(source), Int32(target), service), "a cell of the subnet matrix",
        at: start)
      counts.append(Int32(try reader.number("the users of a cell", in: 1...hostWindows)))
    }
    guard
      let matrix = SubnetPortMatrix(blocks: blocks, cells: cells.numbers, hostWindows: counts)
    else { throw .invalid("the subnets of the matrix", offset: start) }
    self = matrix
  }
}
