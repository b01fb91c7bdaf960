// SPDX-License-Identifier: Apache-2.0

/// What `nfdump` writes of NetFlow, IPFIX and sFlow: one record for each direction.
///
/// Source: nfdump manual, *nfdump(1)*, output formats; the output of version 1.7.1.
extension Dialect {
  /// `-o csv` up to version 1.7.4; times are whole seconds, a block of totals ends it.
  static let nfdumpCSV = builtIn(
    """
    name = nfdump-csv
    title = nfdump CSV
    layout = columns
    recognise = ts
    recognise = te
    recognise = td
    recognise = sa
    recognise = da
    recognise = ipkt
    time = ts
    end = te
    duration = td
    src = sa
    sport = sp
    dst = da
    dport = dp
    proto = pr
    packets-out = ipkt
    packets-in = opkt
    bytes-out = ibyt
    bytes-in = obyt
    flags-out = flg
    label = label
    flags-form = letters
    state-from = flags of one side
    direction-from = unreliable
    unidirectional = yes
    footer = Summary
    footer = flows,bytes,packets,*
    footer = #,#,#,#,#,#
    footer = No matched flows*
    """)

  /// `-o csv` since version 1.7.5.
  static let nfdumpFastCSV = builtIn(
    """
    name = nfdump-csv-fast
    title = nfdump CSV of versions since 1.7.5
    layout = columns
    recognise = firstseen
    recognise = duration
    recognise = srcaddr
    recognise = dstaddr
    recognise = proto
    time = firstseen
    duration = duration
    src = srcaddr
    sport = srcport
    dst = dstaddr
    dport = dstport
    proto = proto
    packets-out = packets | inpackets
    packets-in = outpackets
    bytes-out = bytes | inbytes
    bytes-in = outbytes
    flags-out = flags
    time-format = any
    flags-form = letters
    state-from = flags of one side
    direction-from = unreliable
    unidirectional = yes
    footer = Summary
    footer = flows,bytes,packets,*
    footer = #,#,#,#,#,#
    footer = No matched flows*
    """)

  /// `-o json`, an array of objects over many lines, or one object a line.
  static let nfdumpJSON = builtIn(
    """
    name = nfdump-json
    title = nfdump JSON
    layout = json
    recognise = first | t_first
    recognise = last | t_last
    recognise = src4_addr | src6_addr | src_addr
    recognise = in_packets
    time = first | t_first
    end = last | t_last
    src = src4_addr | src6_addr | src_addr
    sport = src_port
    dst = dst4_addr | dst6_addr | dst_addr
    dport = dst_port
    proto = proto
    packets-out = in_packets
    packets-in = out_packets
    bytes-out = in_bytes
    bytes-in = out_bytes
    flags-out = tcp_flags
    type = type
    flags-form = letters
    state-from = flags of one side
    direction-from = unreliable
    unidirectional = yes
    ignore.type = event as event
    ignore.type = stat as total or heading
    """)

  /// What it prints for people: `-o line`, `long`, `extended`.
  static let nfdump = builtIn(
    """
    name = nfdump
    title = nfdump text
    layout = nfdump lines
    # The columns have no names of their own: the words of a line are told by their place.
    time = date first seen
    duration = duration
    src = src ip addr:port
    sport = src ip addr:port
    dst = dst ip addr:port
    dport = dst ip addr:port
    proto = proto
    packets-out = packets | out pkt
    packets-in = in pkt
    bytes-out = bytes | out byte
    bytes-in = in byte
    flags-out = flags
    label = label
    note = large counts are printed rounded (1.2 M)
    flags-form = letters
    state-from = flags of one side
    direction-from = unreliable
    unidirectional = yes
    footer = Date f*
    footer = Summary:*
    footer = Time window:*
    footer = Total flows processed:*
    footer = Total records processed:*
    footer = Blocks skipped:*
    footer = Sys:*
    footer = Aggregated flows *
    footer = Top *
    footer = Byte limit:*
    footer = No matched flows*
    """)
}
