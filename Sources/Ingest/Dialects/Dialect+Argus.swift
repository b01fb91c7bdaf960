// SPDX-License-Identifier: Apache-2.0

extension Dialect {
  /// Argus flows as `ra` prints them and CTU-13 publishes them (`.binetflow`), comma or tab.
  ///
  /// Source: Argus manual, *ra(1)*, sections on direction and state. Bytes are those of whole
  /// frames.
  static let argus = builtIn(
    """
    name = argus
    title = Argus binetflow
    layout = columns
    recognise = starttime | stime
    recognise = srcaddr | saddr
    recognise = dstaddr | daddr
    recognise = dir
    time = starttime | stime
    end = lasttime | ltime
    duration = dur
    src = srcaddr | saddr
    sport = sport
    dst = dstaddr | daddr
    dport = dport
    proto = proto
    packets-out = srcpkts | spkts
    packets-in = dstpkts | dpkts
    packets = totpkts | pkts
    bytes-out = srcbytes | sbytes
    bytes-in = dstbytes | dbytes
    bytes = totbytes | bytes
    state = state
    direction = dir
    label = label
    # Connections of TCP also carry the words of Zeek, or the flags of both sides.
    attempted = S0 | SH | RSTOS0 | REQ | INT
    rejected = REJ
    established = S1 | S2 | S3 | ACC | EST | CON
    closed = SF | FIN | CLO
    reset = RSTO | RSTR | RST
    partial = OTH | SHR | RSTRH
    state-from = words or flags_flags
    direction-from = arrow
    ignore.proto = man as management record
    """)
}
