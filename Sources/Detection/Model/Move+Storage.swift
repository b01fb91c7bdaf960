// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

extension Move {
  private static let sessionLimit = StorageLimit("services of a session", 1 << 16)

  /// Writes everything but the sighting and the rate, which matter in the move's own window.
  func write(to writer: inout ByteWriter, _ numbers: HostNumbers) {
    writer.append(numbers.number(of: source))
    writer.append(numbers.number(of: target))
    writer.append(signed: start)
    writer.append(surprise)
    writer.append(count: sessions.count, of: Self.sessionLimit)
    for session in sessions {
      session.edge.write(to: &writer)
      writer.append(code: session.reason.kind)
      writer.append(session.reason.text)
    }
  }

  init(
    from reader: inout ByteReader, end: Int64, _ numbers: HostNumbers
  ) throws(StorageError) {
    let place = reader.offset
    let source = try numbers.read(&reader)
    let target = try numbers.read(&reader)
    guard source != target else { throw .invalid("a session", offset: place) }
    let start = try reader.signed("a time", in: Timestamp.storable.lowerBound...end)
    let surprise = try reader.double("a surprise", atLeast: 0)
    var sessions: [Session] = []
    for _ in 0..<(try reader.count(of: Self.sessionLimit, size: 11)) {
      let edge = try Edge(from: &reader, source, target)
      sessions.append(
        Session(
          edge: edge,
          reason: Evidence(
            try reader.code("a kind of reason", of: Evidence.Kind.self),
            try reader.text())))
    }
    guard !sessions.isEmpty else { throw .invalid("a session", offset: place) }
    self.init(
      source: source, target: target, start: start, sessions: sessions, surprise: surprise,
      sighting: nil)
  }
}

extension Edge {
  /// Writes everything but the hosts.
  fileprivate func write(to writer: inout ByteWriter) {
    writer.append(service)
    for count in [flows, failedFlows, bytesOut, bytesIn] { writer.append(Int(count)) }
    writer.append(signed: firstSeen.microseconds)
    writer.append(Int(lastSeen.microseconds - firstSeen.microseconds))
    writer.append(isNew.map { $0 ? 2 : 1 } ?? 0)
    writer.append(crossesSubnet)
  }

  fileprivate init(
    from reader: inout ByteReader, _ source: IPAddress, _ target: IPAddress
  ) throws(StorageError) {
    let service = try reader.service()
    let flows = try reader.number("a count of flows", in: 1...Int.max)
    let failed = try reader.number("a count of flows", in: 0...flows)
    let bytesOut = try reader.number("a count of bytes", in: 0...Int.max)
    let bytesIn = try reader.number("a count of bytes", in: 0...Int.max)
    let first = try reader.signed("a time", in: Timestamp.storable)
    let duration = try reader.number("a time", in: 0...Int(Timestamp.storable.upperBound))
    let isNew = try reader.number("whether an edge is new", in: 0...2)
    self.init(
      source: source, target: target, service: service, flows: Int64(flows),
      failedFlows: Int64(failed), bytesOut: Int64(bytesOut), bytesIn: Int64(bytesIn),
      firstSeen: Timestamp(microseconds: first),
      lastSeen: Timestamp(microseconds: first + Int64(duration)),
      isNew: isNew == 0 ? nil : isNew == 2, crossesSubnet: try reader.bool())
  }
}

extension Timestamp {
  /// Microseconds since the epoch that a model can hold: nine thousand years either way.
  static let storable: ClosedRange<Int64> = -(1 << 58)...(1 << 58)
}
