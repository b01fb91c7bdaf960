// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Argus flows as `ra` prints them with commas and both directions counted, 13 columns.
///
/// Bytes are those of whole frames, as Argus counts them. States of TCP are the flags of both
/// sides.
///
/// Source: Argus manual, *ra(1)*, sections on fields, direction and state.
public struct ArgusWriter: FlowWriter {
  private var dates = CalendarText()

  /// A file of flows.
  public init() {}

  private static let ethernetHeader: Int64 = 14

  /// Adds what comes before the first row.
  public func appendHeader(to bytes: inout [UInt8]) {
    bytes.add(
      "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,SrcPkts,DstPkts,SrcBytes,"
        + "DstBytes\n")
  }

  /// Adds a row for each flow.
  public mutating func append(_ batch: LabelledFlows, to bytes: inout [UInt8]) {
    for row in 0..<batch.flows.count { append(WrittenFlow(batch.flows, row), to: &bytes) }
  }

  private mutating func append(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    let comma = UInt8(ascii: ",")
    dates.addSlashed(flow.start, to: &bytes)
    bytes.append(comma)
    bytes.add(seconds: flow.duration)
    bytes.append(comma)
    bytes.add(flow.argusTransport)
    bytes.append(comma)
    bytes.add(flow.source)
    bytes.append(comma)
    // ICMP has type and code where ports would be, in hexadecimal.
    if flow.service.transport == .icmp {
      bytes.add("0x0008")
    } else {
      bytes.add(Int64(flow.sourcePort))
    }
    bytes.add(flow.packetsIn > 0 && !flow.isTCP ? ",  <->," : ",   ->,")
    bytes.add(flow.target)
    bytes.append(comma)
    bytes.add(Int64(flow.service.port))
    bytes.append(comma)
    bytes.add(flow.argusState)
    let header = flow.headerLength + Self.ethernetHeader
    for number in [
      flow.packetsOut, flow.packetsIn, flow.bytesOut + flow.packetsOut * header,
      flow.bytesIn + flow.packetsIn * header,
    ] {
      bytes.append(comma)
      bytes.add(number)
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}

/// What Argus calls a flow's properties.
extension WrittenFlow {
  fileprivate var argusTransport: String {
    switch service.transport {
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmp: "icmp"
    default: service.transport.description
    }
  }

  fileprivate var argusState: String {
    if service.transport == .icmp { return "ECO" }
    guard isTCP else { return packetsIn > 0 ? "CON" : "INT" }
    return switch state {
    case .attempted: "S_"
    case .rejected: "S_RA"
    case .established: "SPA_SPA"
    case .closed: "FSPA_FSPA"
    case .reset: "SRPA_SPA"
    case .partial, .unknown: "PA_PA"
    }
  }
}
