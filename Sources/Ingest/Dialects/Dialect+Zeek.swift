// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// Zeek's `conn.log`, as columns or JSON lines.
  ///
  /// Source: Zeek documentation, *conn.log* (base/protocols/conn/main.zeek). `src`, `dst` and the
  /// like are what `Log::default_field_name_map` makes of the addresses. Bytes are payload; where
  /// Zeek does not tell it they are 0, not the bytes of whole packets, which measure another thing.
  static let zeek = Dialect(
    name: "zeek", title: "Zeek conn.log", layouts: [.delimited, .jsonLines],
    marks: [
      ["ts"], ["id.orig_h", "id_orig_h", "src", "src_ip"], ["proto"],
      ["conn_state", "orig_pkts", "orig_bytes"],
    ],
    columns: [
      .start: ["ts"],
      .duration: ["duration"],
      .source: ["id.orig_h", "id_orig_h", "src_ip", "src"],
      .sourcePort: ["id.orig_p", "id_orig_p", "src_port"],
      .target: ["id.resp_h", "id_resp_h", "dst_ip", "dst"],
      .targetPort: ["id.resp_p", "id_resp_p", "dst_port"],
      .transport: ["ip_proto", "proto"],
      .packetsOut: ["orig_pkts"],
      .packetsIn: ["resp_pkts"],
      .bytesOut: ["orig_bytes"],
      .bytesIn: ["resp_bytes"],
      .state: ["conn_state"],
      .history: ["history"],
    ],
    unset: ["-", "(empty)"],
    states: zeekStates,
    directionReading: .history,
    ignoring: [.listed(.transport, ["unknown_transport"], as: "unknown transport")])

  /// What the words of `conn_state` mean.
  ///
  /// SH and RSTOS0 saw no answer to the SYN, so nothing came about.
  static let zeekStates: [String: ConnectionState] = [
    "S0": .attempted, "SH": .attempted, "RSTOS0": .attempted, "REJ": .rejected,
    "S1": .established, "S2": .established, "S3": .established, "SF": .closed,
    "RSTO": .reset, "RSTR": .reset, "OTH": .partial, "SHR": .partial, "RSTRH": .partial,
  ]
}
