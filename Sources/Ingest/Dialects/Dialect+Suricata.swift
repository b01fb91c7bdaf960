// SPDX-License-Identifier: Apache-2.0

extension Dialect {
  /// Suricata's EVE log: `flow` events, and `netflow` events of one direction, among all others; both
  /// may be written of one connection.
  ///
  /// Source: Suricata documentation, *EVE JSON format*, event types flow and netflow; AWS Network
  /// Firewall puts each event under `event`.
  static let suricata = builtIn(
    """
    name = suricata
    title = Suricata EVE flow and netflow events
    layout = json
    recognise = event_type | event.event_type
    recognise = timestamp | flow_id | flow.start | event.timestamp
    time = flow.start | netflow.start | event.flow.start | event.netflow.start
    end = flow.end | netflow.end | event.flow.end | event.netflow.end
    src = src_ip | event.src_ip
    sport = src_port | event.src_port
    dst = dest_ip | event.dest_ip
    dport = dest_port | event.dest_port
    proto = proto | event.proto
    packets-out = flow.pkts_toserver | netflow.pkts | event.flow.pkts_toserver | event.netflow.pkts
    packets-in = flow.pkts_toclient | event.flow.pkts_toclient
    bytes-out = flow.bytes_toserver | netflow.bytes | event.flow.bytes_toserver | event.netflow.bytes
    bytes-in = flow.bytes_toclient | event.flow.bytes_toclient
    state = flow.state | event.flow.state
    flags-out = tcp.tcp_flags_ts | tcp.tcp_flags | event.tcp.tcp_flags_ts | event.tcp.tcp_flags
    flags-in = tcp.tcp_flags_tc | event.tcp.tcp_flags_tc
    type = event_type | event.event_type
    half-if = netflow.age | event.netflow.age
    connection = flow_id | event.flow_id
    attempted = new
    established = established | bypassed | local_bypassed | capture_bypassed
    closed = closed
    state-from = words below flags
    only.type = flow | netflow
    """)
}
