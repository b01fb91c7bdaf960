// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// Suricata's EVE log: `flow` events among all the others.
  ///
  /// Source: Suricata documentation, *EVE JSON format*, event type flow.
  static let suricata = Dialect(
    name: "suricata", title: "Suricata EVE flow events", layouts: [.jsonLines],
    marks: [["event_type"], ["timestamp", "flow_id", "flow.start"]],
    columns: [
      .start: ["flow.start"],
      .end: ["flow.end"],
      .source: ["src_ip"],
      .sourcePort: ["src_port"],
      .target: ["dest_ip"],
      .targetPort: ["dest_port"],
      .transport: ["proto"],
      .packetsOut: ["flow.pkts_toserver"],
      .packetsIn: ["flow.pkts_toclient"],
      .bytesOut: ["flow.bytes_toserver"],
      .bytesIn: ["flow.bytes_toclient"],
      .state: ["flow.state"],
      .flagsOut: ["tcp.tcp_flags_ts"],
      .flagsIn: ["tcp.tcp_flags_tc"],
      .eventType: ["event_type"],
    ],
    states: [
      "new": .attempted, "established": .established, "closed": .closed, "bypassed": .established,
      "local_bypassed": .established, "capture_bypassed": .established,
    ],
    stateReading: .wordsOverruled,
    ignoring: [.others(.eventType, than: ["flow"])])
}
