// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// A plain table of flows with commas, 13 columns under usual names, the last one a label.
///
/// Times are seconds since 1970 with six digits after the point, bytes are payload, and states are
/// the words of Zeek's `conn_state`.
public struct PlainTableWriter: FlowWriter {
  private let labels: [[UInt8]]

  /// A file whose label column names the scenario of the intrusions in `truth`, all else being
  /// `benign`.
  public init(truth: Truth) {
    labels = truth.intrusions.map { Array($0.scenario.rawValue.utf8) }
  }

  private static let benign = Array("benign".utf8)

  /// Adds what comes before the first row.
  public func appendHeader(to bytes: inout [UInt8]) {
    bytes.add(
      "ts,src,sport,dst,dport,proto,duration,packets_out,packets_in,bytes_out,bytes_in,state,"
        + "label\n")
  }

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

  private func append(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    let comma = UInt8(ascii: ",")
    bytes.add(seconds: flow.start)
    bytes.append(comma)
    bytes.add(flow.source)
    bytes.append(comma)
    bytes.add(Int64(flow.sourcePort))
    bytes.append(comma)
    bytes.add(flow.target)
    bytes.append(comma)
    bytes.add(Int64(flow.service.port))
    bytes.append(comma)
    bytes.add(flow.service.transport.description)
    bytes.append(comma)
    bytes.add(seconds: flow.duration)
    bytes.append(comma)
    for number in [flow.packetsOut, flow.packetsIn, flow.bytesOut, flow.bytesIn] {
      bytes.add(number)
      bytes.append(comma)
    }
    bytes.add(flow.zeekState)
    bytes.append(comma)
  }
}
