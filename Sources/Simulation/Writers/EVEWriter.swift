// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Suricata's EVE log, `flow` events, one JSON object a line.
///
/// Bytes count whole frames, as Suricata does: payload and headers down to Ethernet. The event's
/// own time is the flow's last packet.
///
/// Source: Suricata user guide, *EVE JSON format*, event type flow.
public struct EVEWriter: FlowWriter {
  private var next: Int64
  private var events = CalendarText()
  private var starts = CalendarText()

  private static let ethernetHeader: Int64 = 14

  /// A log whose flow ids begin where `seed` says.
  public init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    next = 1_000_000_000_000_000 + Int64(generator.below(1 << 31))
  }

  /// Adds what comes before the first row.
  public func appendHeader(to bytes: inout [UInt8]) {}

  /// Adds a row for each flow.
  public mutating func append(_ batch: LabelledFlows, to bytes: inout [UInt8]) {
    for row in 0..<batch.flows.count {
      append(WrittenFlow(batch.flows, row), to: &bytes)
      next += 1
    }
  }

  private mutating func append(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    let end = flow.start + flow.duration
    bytes.add("{\"timestamp\":\"")
    events.addISO(end, to: &bytes)
    bytes.add("\",\"flow_id\":")
    bytes.add(next)
    bytes.add(",\"event_type\":\"flow\",\"src_ip\":\"")
    bytes.add(flow.source)
    if flow.service.transport.hasPorts {
      bytes.add("\",\"src_port\":")
      bytes.add(Int64(flow.sourcePort))
      bytes.add(",\"dest_ip\":\"")
      bytes.add(flow.target)
      bytes.add("\",\"dest_port\":")
      bytes.add(Int64(flow.service.port))
      bytes.add(",\"proto\":\"")
    } else {
      bytes.add("\",\"dest_ip\":\"")
      bytes.add(flow.target)
      bytes.add("\",\"proto\":\"")
    }
    bytes.add(flow.eveTransport)
    if flow.service.transport == .icmp {
      bytes.add("\",\"icmp_type\":8,\"icmp_code\":0,\"flow\":{\"pkts_toserver\":")
    } else {
      bytes.add("\",\"flow\":{\"pkts_toserver\":")
    }
    bytes.add(flow.packetsOut)
    bytes.add(",\"pkts_toclient\":")
    bytes.add(flow.packetsIn)
    let header = flow.headerLength + Self.ethernetHeader
    bytes.add(",\"bytes_toserver\":")
    bytes.add(flow.bytesOut + flow.packetsOut * header)
    bytes.add(",\"bytes_toclient\":")
    bytes.add(flow.bytesIn + flow.packetsIn * header)
    bytes.add(",\"start\":\"")
    starts.addISO(flow.start, to: &bytes)
    bytes.add("\",\"end\":\"")
    events.addISO(end, to: &bytes)
    bytes.add("\",\"age\":")
    bytes.add(end / 1_000_000 - flow.start / 1_000_000)
    bytes.add(",\"state\":\"")
    bytes.add(flow.eveState)
    bytes.add("\",\"reason\":\"timeout\",\"alerted\":false}")
    if let name = flow.eveApplication {
      bytes.add(",\"app_proto\":\"")
      bytes.add(name)
      bytes.add("\"")
    }
    if flow.isTCP { bytes.add(flow.eveFlags) }
    bytes.add("}\n")
  }
}

/// What Suricata calls a flow's properties.
extension WrittenFlow {
  fileprivate var eveTransport: String {
    switch service.transport {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .icmp: "ICMP"
    default: service.transport.description.uppercased()
    }
  }

  fileprivate var eveState: String {
    switch state {
    case .attempted: "new"
    case .established, .partial, .unknown: "established"
    case .closed: isTCP ? "closed" : "established"
    case .rejected, .reset: "closed"
    }
  }

  fileprivate var eveApplication: String? {
    guard !state.isFailure else { return nil }
    switch service.port {
    case 22 where isTCP: return "ssh"
    case 25 where isTCP, 587 where isTCP: return "smtp"
    case 53: return "dns"
    case 80 where isTCP, 631 where isTCP, 5_985 where isTCP, 8_530 where isTCP: return "http"
    case 88: return "krb5"
    case 123: return "ntp"
    case 135 where isTCP: return "dcerpc"
    case 161: return "snmp"
    case 443, 993, 8_443: return isTCP ? "tls" : "quic"
    case 445 where isTCP: return "smb"
    case 3_389 where isTCP: return "rdp"
    default: return nil
    }
  }

  /// The TCP flags seen in all, to the server and to the client.
  fileprivate var eveFlags: String {
    switch state {
    case .attempted:
      #","tcp":{"tcp_flags":"02","tcp_flags_ts":"02","tcp_flags_tc":"00","syn":true,"state":"syn_sent"}"#
    case .rejected:
      #","tcp":{"tcp_flags":"16","tcp_flags_ts":"02","tcp_flags_tc":"14","syn":true,"rst":true,"ack":true,"state":"closed"}"#
    case .closed:
      #","tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","syn":true,"fin":true,"psh":true,"ack":true,"state":"closed"}"#
    case .reset:
      #","tcp":{"tcp_flags":"1e","tcp_flags_ts":"1e","tcp_flags_tc":"1a","syn":true,"rst":true,"psh":true,"ack":true,"state":"closed"}"#
    case .established:
      #","tcp":{"tcp_flags":"1a","tcp_flags_ts":"1a","tcp_flags_tc":"1a","syn":true,"psh":true,"ack":true,"state":"established"}"#
    case .partial, .unknown:
      #","tcp":{"tcp_flags":"18","tcp_flags_ts":"18","tcp_flags_tc":"18","psh":true,"ack":true,"state":"established"}"#
    }
  }
}
