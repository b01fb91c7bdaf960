// SPDX-License-Identifier: Apache-2.0

import Flows
import Simulation

/// A few flows of every kind, and what a writer makes of them.
enum WrittenRows {
  private static func flow(
    _ service: Service, state: ConnectionState, packets: (Int64, Int64), bytes: (Int64, Int64),
    microseconds: Int64, port: UInt16 = 50_000
  ) -> Flow {
    Flow(
      start: Timestamp(microseconds: 1_773_306_383_759_701), durationMicroseconds: microseconds,
      source: IPAddress(v4: 0x0a0a_039c), target: IPAddress(v4: 0x0a0a_0230), sourcePort: port,
      service: service, packetsOut: packets.0, packetsIn: packets.1, bytesOut: bytes.0,
      bytesIn: bytes.1, state: state, direction: .handshake)
  }

  /// A closed, a refused and an unanswered TCP connection, a look-up and a ping.
  static let flows = [
    flow(
      .tcp(5_985), state: .closed, packets: (10, 8), bytes: (2_000, 4_000), microseconds: 3_500_000),
    flow(.tcp(445), state: .rejected, packets: (1, 1), bytes: (0, 0), microseconds: 400),
    flow(.tcp(22), state: .attempted, packets: (1, 0), bytes: (0, 0), microseconds: 0),
    flow(.udp(53), state: .established, packets: (1, 1), bytes: (40, 120), microseconds: 12_000),
    flow(
      Service(.icmp, 0), state: .established, packets: (1, 1), bytes: (64, 64), microseconds: 900,
      port: 0),
  ]

  /// The same flows, the first of them an intruder's.
  static var batch: LabelledFlows {
    var batch = LabelledFlows()
    batch.flows = FlowBatch(flows)
    batch.intrusions = [1, 0, 0, 0, 0]
    return batch
  }

  /// Header and rows as lines.
  static func lines(_ writer: some FlowWriter, _ batch: LabelledFlows = batch) -> [String] {
    var writer = writer
    var bytes: [UInt8] = []
    writer.appendHeader(to: &bytes)
    writer.append(batch, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    precondition(text.hasSuffix("\n"), "the last line must end")
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
