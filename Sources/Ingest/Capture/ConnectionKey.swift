// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What all packets of one connection share, whichever way they go.
struct ConnectionKey: Hashable {
  /// The lower of the two endpoints, by address, then port.
  let lower: IPAddress
  let upper: IPAddress
  let lowerPort: UInt16
  let upperPort: UInt16
  let transport: TransportProtocol
  /// For packets nothing can answer: which way they go; 0 otherwise.
  private let way: UInt8

  /// The connection `packet` belongs to.
  init(_ packet: Packet) {
    let isFromLower = Self.isFromLower(packet)
    lower = isFromLower ? packet.source : packet.target
    upper = isFromLower ? packet.target : packet.source
    lowerPort = isFromLower ? packet.sourcePort : packet.targetPort
    upperPort = isFromLower ? packet.targetPort : packet.sourcePort
    transport = packet.transport
    way = packet.isOneWay ? (isFromLower ? 1 : 2) : 0
  }

  /// Whether the lower endpoint sent `packet`.
  static func isFromLower(_ packet: Packet) -> Bool {
    packet.source == packet.target
      ? packet.sourcePort <= packet.targetPort : packet.source < packet.target
  }

  /// All fields, packed into few words: this is done for every packet.
  func hash(into hasher: inout Hasher) {
    hasher.combine(lower.high)
    hasher.combine(lower.low)
    hasher.combine(upper.high)
    hasher.combine(upper.low)
    hasher.combine(
      UInt64(lowerPort) << 32 | UInt64(upperPort) << 16 | UInt64(transport.rawValue) << 8
        | UInt64(way))
  }
}
