// SPDX-License-Identifier: Apache-2.0

/// The values a flow record can hold, whatever its format calls them.
public enum FlowField: Int, CaseIterable, Hashable, Sendable {
  /// When the first packet was seen.
  case start
  /// When the last packet was seen.
  case end
  /// Time from first to last packet.
  case duration
  /// The address written as the initiator's.
  case source
  /// The port written as the initiator's.
  case sourcePort
  /// The address written as the responder's.
  case target
  /// The port written as the responder's.
  case targetPort
  /// The transport protocol, by name or IANA number.
  case transport
  /// Packets from source to target.
  case packetsOut
  /// Packets from target to source.
  case packetsIn
  /// Packets of both directions together.
  case packetsTotal
  /// Bytes from source to target.
  case bytesOut
  /// Bytes from target to source.
  case bytesIn
  /// Bytes of both directions together.
  case bytesTotal
  /// The exporter's word for how far the connection came.
  case state
  /// An arrow that says who opened the connection (Argus).
  case direction
  /// The letters of what was seen, in order (Zeek).
  case history
  /// TCP flags sent by the source, all packets together, in hexadecimal.
  case flagsOut
  /// TCP flags sent by the target, all packets together, in hexadecimal.
  case flagsIn
  /// How many packets had SYN set.
  case synCount
  /// How many packets had RST set.
  case rstCount
  /// How many packets had FIN set.
  case finCount
  /// What kind of record it is, where a format mixes several.
  case eventType
  /// What somebody who knew says of the flow: `BENIGN`.
  case label
  /// There at all only in records of TCP, where the protocol is a name and no value.
  case impliesTCP
  /// There at all only in records of UDP.
  case impliesUDP
  /// There at all only in records of ICMP.
  case impliesICMP
  /// There at all only in records of one direction, where others of the format hold both.
  case impliesHalf
  /// What all records of one connection share, and no two connections at a time.
  case connection

  /// What mappings call the value: `src`.
  public var key: String {
    switch self {
    case .start: "time"
    case .end: "end"
    case .duration: "duration"
    case .source: "src"
    case .sourcePort: "sport"
    case .target: "dst"
    case .targetPort: "dport"
    case .transport: "proto"
    case .packetsOut: "packets-out"
    case .packetsIn: "packets-in"
    case .packetsTotal: "packets"
    case .bytesOut: "bytes-out"
    case .bytesIn: "bytes-in"
    case .bytesTotal: "bytes"
    case .state: "state"
    case .direction: "direction"
    case .history: "history"
    case .flagsOut: "flags-out"
    case .flagsIn: "flags-in"
    case .synCount: "syn-count"
    case .rstCount: "rst-count"
    case .finCount: "fin-count"
    case .eventType: "type"
    case .label: "label"
    case .impliesTCP: "tcp-if"
    case .impliesUDP: "udp-if"
    case .impliesICMP: "icmp-if"
    case .impliesHalf: "half-if"
    case .connection: "connection"
    }
  }

  /// The value that mappings call `key`; nil if none is called so.
  init?(key: String) {
    guard let field = Self.allCases.first(where: { $0.key == key }) else { return nil }
    self = field
  }

  /// The value's name in messages: `source address`.
  public var title: String {
    switch self {
    case .start: "start time"
    case .end: "end time"
    case .duration: "duration"
    case .source: "source address"
    case .sourcePort: "source port"
    case .target: "target address"
    case .targetPort: "target port"
    case .transport: "transport protocol"
    case .packetsOut: "packets out"
    case .packetsIn: "packets in"
    case .packetsTotal: "packets in total"
    case .bytesOut: "bytes out"
    case .bytesIn: "bytes in"
    case .bytesTotal: "bytes in total"
    case .state: "state"
    case .direction: "direction"
    case .history: "history"
    case .flagsOut: "flags out"
    case .flagsIn: "flags in"
    case .synCount: "SYN count"
    case .rstCount: "RST count"
    case .finCount: "FIN count"
    case .eventType: "record type"
    case .label: "label"
    case .impliesTCP: "mark of TCP"
    case .impliesUDP: "mark of UDP"
    case .impliesICMP: "mark of ICMP"
    case .impliesHalf: "mark of one direction"
    case .connection: "connection's own number"
    }
  }
}
