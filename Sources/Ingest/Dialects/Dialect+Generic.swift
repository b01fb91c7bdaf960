// SPDX-License-Identifier: Apache-2.0

extension Dialect {
  /// Any file whose columns or keys have the usual names, taken when no known format fits.
  ///
  /// The names are those of common exporters and of the Elastic Common Schema. Who is written first
  /// is taken as the sender of the first packet, no more; ports then tell who opened a connection.
  static let generic = builtIn(
    """
    name = generic
    title = columns or JSON with the usual names
    layout = columns | json
    time = start | start_time | starttime | stime | first_seen | firstseen | first_switched | flow_start | ts | time | timestamp | @timestamp | event.start | datetime | date | begin
    end = end | end_time | endtime | etime | last_seen | lastseen | last_switched | flow_end | stop | event.end
    duration = duration | dur | td | flow_duration | duration_s | elapsed
    src = src | saddr | src_ip | srcip | source_ip | sourceip | src_addr | srcaddr | source_address | sourceaddress | source.ip | ip_src | sa | source | client_ip | orig_h | source ip | src ip | source address
    sport = sport | src_port | srcport | source_port | sourceport | source.port | sp | spt | client_port | orig_p | source port | src port
    dst = dst | daddr | dst_ip | dstip | dest_ip | destip | destination_ip | destinationip | dst_addr | dstaddr | dest_addr | destination_address | destinationaddress | destination.ip | ip_dst | da | destination | target | server_ip | resp_h | destination ip | dst ip | dest ip | destination address
    dport = dport | dst_port | dstport | dest_port | destport | destination_port | destinationport | destination.port | dp | dpt | server_port | resp_p | target_port | destination port | dst port | dest port
    proto = proto | protocol | ip_proto | ipproto | transport | network.transport | pr | prot | l4_proto | protocol_name
    packets-out = packets_out | pkts_out | src_pkts | srcpkts | spkts | orig_pkts | source.packets | packets_sent | in_pkts | pkts_toserver | fwd_packets
    packets-in = packets_in | pkts_in | dst_pkts | dstpkts | dpkts | resp_pkts | destination.packets | packets_received | out_pkts | pkts_toclient | bwd_packets
    packets = packets | pkts | tot_pkts | totpkts | total_packets | network.packets | packet_count
    bytes-out = bytes_out | src_bytes | srcbytes | sbytes | orig_bytes | source.bytes | bytes_sent | in_bytes | bytes_toserver | fwd_bytes | sentbyte
    bytes-in = bytes_in | dst_bytes | dstbytes | dbytes | resp_bytes | destination.bytes | bytes_received | out_bytes | bytes_toclient | bwd_bytes | rcvdbyte
    bytes = bytes | tot_bytes | totbytes | total_bytes | network.bytes | byte_count | octets
    state = state | conn_state | status | action | verdict | flow_state
    # NetFlow counts from the router's side: in is what the source sent.
    label = label | class | attack | attack_cat | category
    # An alert or a log-on has a source and a target too; a flow also says how much or how long.
    needs = time
    needs = src
    needs = dst
    needs = proto
    needs = dport
    needs = end | duration | packets-out | packets | bytes-out | bytes | state
    unset = - | (empty) | n/a | none | null | nan
    time-format = any
    attempted = S0 | SH | RSTOS0 | REQ | INT | new | attempted | timeout
    rejected = REJ | rejected | reject | refused | denied | deny | drop | dropped | block | blocked
    established = S1 | S2 | S3 | ACC | EST | CON | established
    closed = SF | FIN | CLO | closed | close | finished
    reset = RSTO | RSTR | RST | reset
    partial = OTH | SHR | RSTRH
    direction-from = unreliable
    last-resort = yes
    """)
}
