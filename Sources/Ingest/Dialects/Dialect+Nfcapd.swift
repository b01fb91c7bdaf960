// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// What ``NfdumpSource`` makes of the binary files of nfcapd and sfcapd: one record a direction.
  static let nfcapd = Dialect(
    name: "nfcapd", title: "nfcapd files", layouts: [.delimited],
    marks: [["nfcapd_start"]],
    columns: [
      .start: ["nfcapd_start"],
      .duration: ["duration"],
      .source: ["source"],
      .sourcePort: ["source_port"],
      .target: ["target"],
      .targetPort: ["target_port"],
      .transport: ["protocol"],
      .packetsOut: ["packets"],
      .packetsIn: ["packets_back"],
      .bytesOut: ["bytes"],
      .bytesIn: ["bytes_back"],
      .flagsOut: ["flags"],
    ],
    stateReading: .oneSide,
    directionReading: .unreliable,
    isUnidirectional: true)
}
