// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// Argus flows as `ra` prints them and CTU-13 publishes them (`.binetflow`), comma or tab.
  ///
  /// Source: Argus manual, *ra(1)*, sections on direction and state. Bytes are those of whole
  /// frames.
  static let argus = Dialect(
    name: "argus", title: "Argus binetflow", layouts: [.delimited],
    marks: [["starttime", "stime"], ["srcaddr", "saddr"], ["dstaddr", "daddr"], ["dir"]],
    columns: [
      .start: ["starttime", "stime"],
      .end: ["lasttime", "ltime"],
      .duration: ["dur"],
      .source: ["srcaddr", "saddr"],
      .sourcePort: ["sport"],
      .target: ["dstaddr", "daddr"],
      .targetPort: ["dport"],
      .transport: ["proto"],
      .packetsOut: ["srcpkts", "spkts"],
      .packetsIn: ["dstpkts", "dpkts"],
      .packetsTotal: ["totpkts", "pkts"],
      .bytesOut: ["srcbytes", "sbytes"],
      .bytesIn: ["dstbytes", "dbytes"],
      .bytesTotal: ["totbytes", "bytes"],
      .state: ["state"],
      .direction: ["dir"],
    ],
    states: zeekStates.merging([
      "REQ": .attempted, "INT": .attempted, "ACC": .established, "EST": .established,
      "CON": .established, "FIN": .closed, "CLO": .closed, "RST": .reset,
    ]) { $1 },
    stateReading: .flagLetters,
    directionReading: .arrow,
    ignoring: [.listed(.transport, ["man"], as: "management record")])
}
