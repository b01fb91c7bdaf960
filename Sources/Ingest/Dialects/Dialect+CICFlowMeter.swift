// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// The flow CSV of CIC-IDS2017, made by CICFlowMeter version 3.
  ///
  /// Source: I. Sharafaldin, A. H. Lashkari, A. A. Ghorbani, *Toward Generating a New Intrusion
  /// Detection Dataset and Intrusion Traffic Characterization*, ICISSP 2018. Bytes are payload,
  /// with the padding of short frames counted in. This version's flag counts are known to be wrong
  /// and are not read.
  static let cicV3 = Dialect(
    name: "cic", title: "CIC-IDS2017 flow CSV", layouts: [.delimited],
    marks: [["source ip"], ["destination ip"], ["timestamp"], ["flow duration"]],
    columns: [
      .start: ["timestamp"],
      .duration: ["flow duration"],
      .source: ["source ip"],
      .sourcePort: ["source port"],
      .target: ["destination ip"],
      .targetPort: ["destination port"],
      .transport: ["protocol"],
      .packetsOut: ["total fwd packets"],
      .packetsIn: ["total backward packets"],
      .bytesOut: ["total length of fwd packets"],
      .bytesIn: ["total length of bwd packets"],
    ],
    durationUnit: .microseconds,
    mayHaveTwelveHourClock: true,
    stateReading: .counts,
    directionReading: .unreliable,
    ignoring: notIP)

  /// The flow CSV of CICFlowMeter version 4, such as DAPT 2020's.
  static let cicV4 = Dialect(
    name: "cicflowmeter", title: "CICFlowMeter CSV", layouts: [.delimited],
    marks: [["src ip"], ["dst ip"], ["timestamp"], ["flow duration"]],
    columns: [
      .start: ["timestamp"],
      .duration: ["flow duration"],
      .source: ["src ip"],
      .sourcePort: ["src port"],
      .target: ["dst ip"],
      .targetPort: ["dst port"],
      .transport: ["protocol"],
      .packetsOut: ["total fwd packet", "total fwd packets", "tot fwd pkts"],
      .packetsIn: ["total bwd packets", "tot bwd pkts"],
      .bytesOut: ["total length of fwd packet", "total length of fwd packets", "totlen fwd pkts"],
      .bytesIn: ["total length of bwd packet", "total length of bwd packets", "totlen bwd pkts"],
      .synCount: ["syn flag count", "syn flag cnt"],
      .rstCount: ["rst flag count", "rst flag cnt"],
      .finCount: ["fin flag count", "fin flag cnt"],
    ],
    durationUnit: .microseconds,
    mayHaveTwelveHourClock: true,
    stateReading: .counts,
    directionReading: .unreliable,
    ignoring: notIP)

  /// CICFlowMeter writes frames without IP as protocol 0, their bytes read as addresses: the
  /// `8.0.6.4` of DAPT 2020 is an ARP header.
  private static let notIP: [IgnoreRule] = [.listed(.transport, ["0", "0.0"], as: "not IP")]
}
