// SPDX-License-Identifier: Apache-2.0

import Flows

/// An edge table as bytes, for a database or a file.
///
/// A byte with the version, the hosts, the rows in their order with ticks, sources and times as
/// differences, and eight bytes of a 64-bit FNV-1a checksum of all before (RFC 9923). One table has
/// one form.
public enum StoredEdges {
  /// The version written and read.
  static let version: UInt8 = 1
  private static let checksumSize = 8

  /// The bytes of `table`, which depend on nothing but its rows and hosts.
  ///
  /// - Complexity: O(*E*).
  public static func bytes(of table: EdgeTable) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Int(version))
    table.write(to: &writer)
    return writer.bytes + checksum(writer.bytes)
  }

  /// The table of bytes by anybody.
  ///
  /// - Throws: ``StoredEdgesError``.
  /// - Complexity: O(bytes) time and space.
  public static func table(_ bytes: [UInt8]) throws(StoredEdgesError) -> EdgeTable {
    guard let first = bytes.first, bytes.count > checksumSize else { throw .damaged("cut short") }
    guard first == version else { throw .otherVersion(Int(first)) }
    let body = Array(bytes.dropLast(checksumSize))
    guard checksum(body) == Array(bytes.suffix(checksumSize)) else {
      throw .damaged("the checksum is wrong")
    }
    var reader = ByteReader(body, from: 1)
    do throws(StorageError) {
      let table = try EdgeTable(from: &reader)
      guard reader.remaining == 0 else {
        throw StorageError.invalid("what follows the edges", offset: reader.offset)
      }
      return table
    } catch {
      throw .damaged(error.text)
    }
  }

  static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> UInt64(8 * $0)) }
  }
}

/// Why bytes are no edge table.
public enum StoredEdgesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another version wrote them.
  case otherVersion(Int)
  /// They are not what was written, or nothing writes such bytes.
  case damaged(String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .otherVersion(let version):
      "edges of format \(version), this version reads \(StoredEdges.version)"
    case .damaged(let what): "the edges are damaged: \(what)"
    }
  }
}

extension EdgeTable {
  func write(to writer: inout ByteWriter) {
    writer.append(count: hosts.count, of: .hosts)
    for address in hosts.addresses { writer.append(address) }
    writer.append(count: count, of: .edges)
    var (tick, source) = (Int64(0), Int32(0))
    for row in 0..<count {
      if Int64(ticks[row]) != tick { source = 0 }
      writer.append(signed: Int64(ticks[row]) - tick)
      writer.append(Int(sources[row] - source))
      tick = Int64(ticks[row])
      source = sources[row]
      writer.append(Int(targets[row]))
      writer.append(services[row])
      for value in numbers(row) { writer.append(UInt64(max(0, value))) }
      writer.append(signed: firstOffsets[row])
      writer.append(UInt64(bitPattern: lastOffsets[row] &- firstOffsets[row]))
      let buckets = histograms.row(row)
      writer.append(buckets.count)
      for bucket in buckets {
        writer.append(Int(bucket.bucket))
        writer.append(UInt64(max(0, bucket.count)))
      }
    }
  }

  /// What is summed, in the order it is stored in.
  private func numbers(_ row: Int) -> [Int64] {
    [
      flows[row], failedFlows[row], packetsOut[row], packetsIn[row], bytesOut[row], bytesIn[row],
      durations[row],
    ]
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    let start = reader.offset
    var addresses: [IPAddress] = []
    for _ in 0..<(try reader.count(of: .hosts, size: 5)) {
      addresses.append(try reader.address())
    }
    self.init(hosts: HostTable(addresses))
    guard hosts.addresses == addresses else { throw .invalid("the hosts", offset: start) }
    let count = try reader.count(of: .edges, size: 14)
    for _ in 0..<count { try readRow(&reader) }
  }

  private mutating func readRow(_ reader: inout ByteReader) throws(StorageError) {
    let start = reader.offset
    let lastHost = max(0, hosts.count - 1)
    let before = ticks.last.map(Int64.init) ?? 0
    let step = try reader.signed(
      "an hour", in: Int64(Int32.min) * 2...Int64(Int32.max) * 2)
    guard let tick = Int32(exactly: before + step), count == 0 || step >= 0 else {
      throw .invalid("an hour", offset: start)
    }
    let known = step == 0 ? Int(sources.last ?? 0) : 0
    let source = known + (try reader.number("a source", in: 0...lastHost))
    let target = try reader.number("a target", in: 0...lastHost)
    guard source <= lastHost, source != target else { throw .invalid("a pair", offset: start) }
    ticks.append(tick)
    sources.append(Int32(source))
    targets.append(Int32(target))
    services.append(try reader.service())
    flows.append(Int64(try reader.number("a number of flows", in: 1...Int.max)))
    let most = Int(flows[count - 1])
    failedFlows.append(Int64(try reader.number("a number of flows", in: 0...most)))
    packetsOut.append(Int64(try reader.number("packets", in: 0...Int.max)))
    packetsIn.append(Int64(try reader.number("packets", in: 0...Int.max)))
    bytesOut.append(Int64(try reader.number("bytes", in: 0...Int.max)))
    bytesIn.append(Int64(try reader.number("bytes", in: 0...Int.max)))
    durations.append(Int64(try reader.number("a duration", in: 0...Int.max)))
    let first = try reader.signed("a time", in: 0...(Self.tickLength - 1))
    let last = first + Int64(try reader.number("a time", in: 0...Int(Self.tickLength - 1)))
    firstOffsets.append(first)
    lastOffsets.append(last)
    guard last < Self.tickLength, count == 1 || key(count - 2) < key(count - 1)
    else { throw .invalid("an edge", offset: start) }
    try readHistogram(&reader)
  }

  private mutating func readHistogram(_ reader: inout ByteReader) throws(StorageError) {
    var pairs: [(bucket: UInt8, count: Int64)] = []
    var least = 0
    for _ in 0..<(try reader.number("magnitudes", in: 1...64)) {
      let bucket = try reader.number("a magnitude", in: least...64)
      least = min(64, bucket + 1)
      let count = try reader.number("a number of flows", in: 1...Int.max)
      if let last = pairs.last, Int(last.bucket) >= bucket {
        throw .invalid("a magnitude", offset: reader.offset)
      }
      pairs.append((UInt8(bucket), Int64(count)))
    }
    histograms.appendRow(pairs)
  }
}
