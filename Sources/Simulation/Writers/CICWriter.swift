// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// The flow CSV of CIC-IDS2017 in its published 85 columns: leading spaces in names, `Fwd Header
/// Length` twice, day-first dates, `Infinity` and `NaN` for rates of flows without a length.
///
/// The published files have a 12-hour clock without AM or PM; here the hours run from 0 to 23, so
/// that no time is lost. Times are whole seconds. Statistics on packets that a flow record does
/// not hold take packets as evenly spaced, and lengths as spread between the shortest and the
/// longest that the totals allow.
///
/// Source: I. Sharafaldin, A. H. Lashkari, A. A. Ghorbani, *Toward Generating a New Intrusion
/// Detection Dataset and Intrusion Traffic Characterization*, ICISSP 2018.
public struct CICWriter: FlowWriter {
  private let labels: [[UInt8]]
  private var dates = CalendarText()

  /// A file whose label column names the scenario of the intrusions in `truth`, all else being
  /// `BENIGN`.
  public init(truth: Truth) {
    labels = truth.intrusions.map { Array($0.scenario.rawValue.utf8) }
  }

  private static let benign = Array("BENIGN".utf8)

  /// Adds what comes before the first row.
  public func appendHeader(to bytes: inout [UInt8]) { bytes.add(Self.header) }

  /// Adds a row for each flow.
  public mutating func append(_ batch: LabelledFlows, to bytes: inout [UInt8]) {
    for row in 0..<batch.flows.count {
      append(WrittenFlow(batch.flows, row), to: &bytes)
      let number = Int(batch.intrusions[row])
      let label = number > 0 && number <= labels.count ? labels[number - 1] : Self.benign
      bytes.append(contentsOf: label)
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  private mutating func append(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    let comma = UInt8(ascii: ",")
    appendIdentity(flow, to: &bytes)
    dates.addDayFirst(flow.start, to: &bytes)
    bytes.append(comma)
    for total in [flow.duration, flow.packetsOut, flow.packetsIn, flow.bytesOut, flow.bytesIn] {
      bytes.addField(total)
    }
    let out = PacketLengths(flow.packetsOut, flow.bytesOut, isTCP: flow.isTCP)
    let back = PacketLengths(flow.packetsIn, flow.bytesIn, isTCP: flow.isTCP)
    let both = PacketLengths(joining: out, back)
    for side in [out, back] {
      bytes.addField(side.longest)
      bytes.addField(side.shortest)
      bytes.addField(decimal: side.mean)
      bytes.addField(decimal: side.deviation)
    }
    bytes.addField(rateOf: both.bytes, in: flow.duration)
    bytes.addField(rateOf: both.count, in: flow.duration)
    let pause = Pauses(both.count, flow.duration)
    bytes.addField(decimal: pause.mean)
    bytes.add("0,")
    bytes.addField(pause.longest)
    bytes.addField(pause.shortest)
    for side in [out, back] {
      let pause = Pauses(side.count, flow.duration)
      bytes.addField(pause.total)
      bytes.addField(decimal: pause.mean)
      bytes.add("0,")
      bytes.addField(pause.longest)
      bytes.addField(pause.shortest)
    }
    bytes.add(flow.bytesOut > 0 && flow.isTCP ? "1,0,0,0," : "0,0,0,0,")
    let header: Int64 = flow.isTCP ? 20 : 8
    bytes.addField(flow.packetsOut * header)
    bytes.addField(flow.packetsIn * header)
    bytes.addField(rateOf: flow.packetsOut, in: flow.duration)
    bytes.addField(rateOf: flow.packetsIn, in: flow.duration)
    bytes.addField(both.shortest)
    bytes.addField(both.longest)
    bytes.addField(decimal: both.mean)
    bytes.addField(decimal: both.deviation)
    bytes.addField(decimal: both.variance)
    appendFlags(flow, to: &bytes)
    bytes.addField(flow.packetsOut > 0 ? flow.packetsIn / flow.packetsOut : 0)
    bytes.addField(decimal: both.mean)
    bytes.addField(decimal: out.mean)
    bytes.addField(decimal: back.mean)
    bytes.addField(flow.packetsOut * header)
    bytes.add("0,0,0,0,0,0,")
    for part in [flow.packetsOut, flow.bytesOut, flow.packetsIn, flow.bytesIn] {
      bytes.addField(part)
    }
    bytes.add(flow.isTCP ? (flow.packetsIn > 0 ? "8192,29200," : "8192,-1,") : "-1,-1,")
    bytes.addField(out.segments)
    bytes.addField(header)
    bytes.add("0,0,0,0,0,0,0,0,")
  }

  /// `Flow ID` to `Protocol`.
  private func appendIdentity(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    let (dash, comma) = (UInt8(ascii: "-"), UInt8(ascii: ","))
    let transport = Int64(flow.service.transport.rawValue)
    bytes.add(flow.source)
    bytes.append(dash)
    bytes.add(flow.target)
    bytes.append(dash)
    bytes.add(Int64(flow.sourcePort))
    bytes.append(dash)
    bytes.add(Int64(flow.service.port))
    bytes.append(dash)
    bytes.add(transport)
    bytes.append(comma)
    bytes.add(flow.source)
    bytes.append(comma)
    bytes.addField(Int64(flow.sourcePort))
    bytes.add(flow.target)
    bytes.append(comma)
    bytes.addField(Int64(flow.service.port))
    bytes.addField(transport)
  }

  /// Counts of FIN, SYN, RST, PSH, ACK, URG, CWE and ECE.
  private func appendFlags(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    guard flow.isTCP else {
      bytes.add("0,0,0,0,0,0,0,0,")
      return
    }
    let data = flow.bytesOut > 0 || flow.bytesIn > 0
    switch flow.state {
    case .attempted:
      bytes.add("0,")
      bytes.addField(flow.packetsOut)
      bytes.add("0,0,0,0,0,0,")
      return
    case .rejected:
      bytes.add("0,1,1,0,1,0,0,0,")
      return
    case .closed: bytes.add("2,2,0,")
    case .reset: bytes.add("0,2,1,")
    case .established: bytes.add("0,2,0,")
    case .partial, .unknown: bytes.add("0,0,0,")
    }
    bytes.add(data ? "1," : "0,")
    bytes.addField(max(0, flow.packetsOut + flow.packetsIn - 1))
    bytes.add("0,0,0,")
  }
}

extension [UInt8] {
  fileprivate mutating func addField(_ number: Int64) {
    add(number)
    append(UInt8(ascii: ","))
  }

  fileprivate mutating func addField(decimal value: Double) {
    add(decimal: value)
    append(UInt8(ascii: ","))
  }

  /// A rate per second; what the published files write when there was no time.
  fileprivate mutating func addField(rateOf amount: Int64, in microseconds: Int64) {
    if microseconds > 0 {
      add(decimal: Double(amount) * 1_000_000 / Double(microseconds))
    } else {
      add(amount > 0 ? "Infinity" : "NaN")
    }
    append(UInt8(ascii: ","))
  }
}
