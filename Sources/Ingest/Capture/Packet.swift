// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What one packet says of the connection it belongs to.
struct Packet {
  /// What tells the fragments of one datagram from others (RFC 791, RFC 8200 section 4.5).
  struct DatagramID: Hashable {
    var source: IPAddress
    var target: IPAddress
    var transport: TransportProtocol
    var number: UInt32
  }

  var source: IPAddress
  var target: IPAddress
  var transport: TransportProtocol
  /// For ICMP the type, and the type that answers it or the code.
  var sourcePort: UInt16 = 0
  var targetPort: UInt16 = 0
  /// Whether nothing can answer it: ICMP errors.
  var isOneWay = false
  /// Whether it answers something: ICMP replies.
  var isReply = false
  /// Bytes behind the transport header, captured or not.
  var payload = 0
  /// Nil but for TCP.
  var segment: TCPSegment?
  /// Set if later fragments of the same datagram follow.
  var datagram: DatagramID?

  /// What a packet holds.
  enum Reading {
    case packet(Packet)
    /// A fragment without the transport header, and how many bytes it carries.
    case laterFragment(DatagramID, bytes: Int)
    case ignored(IgnoredKind)
    case rejected(PacketFault)
  }
}

/// The header of a TCP segment, as far as a connection's state needs it (RFC 9293 section 3.1).
struct TCPSegment: Equatable {
  /// Control bits.
  struct Flags: OptionSet {
    let rawValue: UInt8
    static let fin = Flags(rawValue: 1)
    static let syn = Flags(rawValue: 2)
    static let rst = Flags(rawValue: 4)
    static let ack = Flags(rawValue: 16)
  }

  var sequence: UInt32
  var acknowledgement: UInt32
  var flags: Flags
  var payload: Int
}
