// SPDX-License-Identifier: Apache-2.0

extension Dialect {
  /// Zeek's `conn.log`, as columns or JSON.
  ///
  /// Source: Zeek documentation, *conn.log* (base/protocols/conn/main.zeek). `src`, `dst` and the
  /// like are what `Log::default_field_name_map` makes of the addresses. Bytes are payload; where
  /// Zeek does not tell it they are 0, not the bytes of whole packets, which measure another thing.
  static let zeek = builtIn(
    """
    name = zeek
    title = Zeek conn.log
    layout = columns | json
    recognise = ts
    recognise = id.orig_h | id_orig_h | src | src_ip
    recognise = proto
    recognise = conn_state | orig_pkts | orig_bytes
    time = ts
    duration = duration
    src = id.orig_h | id_orig_h | src_ip | src
    sport = id.orig_p | id_orig_p | src_port
    dst = id.resp_h | id_resp_h | dst_ip | dst
    dport = id.resp_p | id_resp_p | dst_port
    proto = ip_proto | proto
    packets-out = orig_pkts
    packets-in = resp_pkts
    bytes-out = orig_bytes
    bytes-in = resp_bytes
    state = conn_state
    history = history
    label = label
    unset = - | (empty)
    # SH and RSTOS0 saw no answer to the SYN, so nothing came about.
    attempted = S0 | SH | RSTOS0
    rejected = REJ
    established = S1 | S2 | S3
    closed = SF
    reset = RSTO | RSTR
    partial = OTH | SHR | RSTRH
    direction-from = history
    ignore.proto = unknown_transport as unknown transport
    """)
}
