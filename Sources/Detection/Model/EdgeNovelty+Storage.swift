// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

extension EdgeNovelty {
  private static let cellLimit = StorageLimit("kinds of sessions", 1 << 10)
  private static let largestCount = 1 << 40

  func write(to writer: inout ByteWriter, _ numbers: HostNumbers) {
    let (states, cells) = kept
    writer.append(count: states.count, of: Self.cellLimit)
    for (state, count) in states.sorted(by: { $0.key.storageCode < $1.key.storageCode }) {
      writer.append(code: state)
      writer.append(count)
    }
    writer.append(count: cells.count, of: Self.cellLimit)
    for (cell, hosts, sightings) in cells.sorted(by: { $0.cell.order < $1.cell.order }) {
      writer.append(code: cell.source)
      writer.append(code: cell.target)
      writer.append(code: cell.portClass)
      let windows = hosts.map { (host: numbers.number(of: $0), count: $1) }
      writer.append(count: windows.count, of: .hosts)
      for host in windows.sorted(by: { $0.host < $1.host }) {
        writer.append(host.host)
        writer.append(host.count)
      }
      writer.append(count: sightings.count, of: Self.cellLimit)
      for (respects, count) in sightings.sorted(by: { $0.key.storageCode < $1.key.storageCode }) {
        writer.append(code: respects)
        writer.append(count)
      }
    }
  }

  init(from reader: inout ByteReader, _ numbers: HostNumbers) throws(StorageError) {
    let states = try Self.counts(of: SourceState.self, &reader)
    var cells: [KeptCell] = []
    var last = -1
    for _ in 0..<(try reader.count(of: Self.cellLimit, size: 5)) {
      let start = reader.offset
      let cell = Cell(
        source: try reader.code("a kind of source", of: SourceState.self),
        target: try reader.code("a kind of target", of: SubnetZone.self),
        portClass: try reader.code("a class of ports", of: PortClass.self))
      guard cell.order > last else { throw .invalid("a kind of session", offset: start) }
      last = cell.order
      let hosts = try Self.windows(&reader, numbers)
      guard !hosts.isEmpty else { throw .invalid("a kind of session", offset: start) }
      cells.append((cell, hosts, try Self.counts(of: Respects.self, &reader)))
    }
    self.init(states: states, cells: cells)
  }

  /// Windows by host, in ascending order of their numbers.
  private static func windows(
    _ reader: inout ByteReader, _ numbers: HostNumbers
  ) throws(StorageError) -> [IPAddress: Int] {
    var windows: [IPAddress: Int] = [:]
    var last = -1
    for _ in 0..<(try reader.count(of: .hosts, size: 2)) {
      let start = reader.offset
      let host = try numbers.read(&reader)
      let number = numbers.number(of: host)
      guard number > last else { throw .invalid("a host", offset: start) }
      last = number
      windows[host] = try reader.number("a count of windows", in: 1...StorageLimit.windows)
    }
    return windows
  }

  /// Counts by key, in ascending order of their codes.
  private static func counts<Key: StorageCoded & Hashable>(
    of type: Key.Type, _ reader: inout ByteReader
  ) throws(StorageError) -> [Key: Int] {
    var counts: [Key: Int] = [:]
    var last = -1
    for _ in 0..<(try reader.count(of: cellLimit, size: 2)) {
      let start = reader.offset
      let key = try reader.code("a kind", of: type)
      guard Int(key.storageCode) > last else { throw .invalid("a kind", offset: start) }
      last = Int(key.storageCode)
      counts[key] = try reader.number("a count", in: 1...largestCount)
    }
    return counts
  }
}

extension EdgeNovelty.Cell {
  fileprivate var order: Int {
    (Int(source.storageCode) << 8 | Int(target.storageCode)) << 8 | Int(portClass.storageCode)
  }
}
