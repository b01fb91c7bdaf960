// SPDX-License-Identifier: Apache-2.0

/// Published sets of flows.
extension Dialect {
  /// NF-UQ-NIDS and its parts, version 3, and nProbe's own names; versions 1 and 2 have no times.
  ///
  /// Source: M. Luay, S. Layeghy, S. Hosseininoorbin, M. Sarhan, N. Moustafa, M. Portmann,
  /// *Temporal Analysis of NetFlow Datasets for Network Intrusion Detection Systems*, 2025.
  static let nfUQ = builtIn(
    """
    name = nf-uq-nids
    title = NetFlow set (NF-UQ-NIDS version 3)
    layout = columns
    recognise = ipv4_src_addr
    recognise = ipv4_dst_addr
    recognise = l4_dst_port
    time = flow_start_milliseconds | first_switched
    end = flow_end_milliseconds | last_switched
    duration = flow_duration_milliseconds
    src = ipv4_src_addr
    sport = l4_src_port
    dst = ipv4_dst_addr
    dport = l4_dst_port
    proto = protocol
    packets-out = in_pkts
    packets-in = out_pkts
    bytes-out = in_bytes
    bytes-in = out_bytes
    flags-out = client_tcp_flags
    flags-in = server_tcp_flags
    label = attack | label
    time-format = any
    duration-unit = milliseconds
    flags-form = decimal
    state-from = words below flags
    advice = versions 1 and 2 of these sets have no times, without which nothing can be put in order: take version 3
    """)

  /// UNSW-NB15, with or without column names.
  ///
  /// Source: N. Moustafa, J. Slay, *UNSW-NB15: a comprehensive data set for network intrusion
  /// detection systems*, MilCIS 2015; its file of feature names.
  static let unsw = builtIn(
    """
    name = unsw-nb15
    title = UNSW-NB15 CSV
    layout = columns
    recognise = srcip
    recognise = dstip
    recognise = dsport
    recognise = stime
    time = stime
    end = ltime
    duration = dur
    src = srcip
    sport = sport
    dst = dstip
    dport = dsport
    proto = proto
    packets-out = spkts
    packets-in = dpkts
    bytes-out = sbytes
    bytes-in = dbytes
    state = state
    label = attack_cat
    order = srcip,sport,dstip,dsport,proto,state,dur,sbytes,dbytes,sttl,dttl,sloss,dloss,service,sload,dload,spkts,dpkts,swin,dwin,stcpb,dtcpb,smeansz,dmeansz,trans_depth,res_bdy_len,sjit,djit,stime,ltime,sintpkt,dintpkt,tcprtt,synack,ackdat,is_sm_ips_ports,ct_state_ttl,ct_flw_http_mthd,is_ftp_login,ct_ftp_cmd,ct_srv_src,ct_srv_dst,ct_dst_ltm,ct_src_ltm,ct_src_dport_ltm,ct_dst_sport_ltm,ct_dst_src_ltm,attack_cat,label
    unset = -
    attempted = REQ | INT
    established = ACC | EST | CON
    closed = FIN | CLO
    reset = RST
    """)

  /// ICSFlow, such as the Westermo set: windows of flows between addresses, without ports.
  ///
  /// Source: A. Dehlaghi-Ghadim and others, *Anomaly Detection Dataset for Industrial Control
  /// Systems*, IEEE Access 11, 2023. `IPV4-2` is protocol 2 over IPv4.
  static let icsFlow = builtIn(
    """
    name = icsflow
    title = ICSFlow CSV
    layout = columns
    recognise = sips
    recognise = rips
    recognise = spackets
    recognise = start
    time = start
    end = end
    duration = duration
    src = sips
    dst = rips
    proto = protocol
    packets-out = spackets
    packets-in = rpackets
    bytes-out = sbytessum
    bytes-in = rbytessum
    label = nst_m_label | it_m_label
    direction-from = unreliable
    """)

  /// The flows of LANL's *Unified Host and Network Data Set* (2017): named devices, no column names.
  ///
  /// Source: M. Turcotte, A. Kent, C. Hash, *Unified Host and Network Data Set*, 2018. Times are
  /// seconds since the start of the set.
  static let lanlNetflow = builtIn(
    """
    name = lanl-netflow
    title = LANL network flows of 2017
    layout = columns
    recognise = srcdevice
    recognise = dstdevice
    time = time
    duration = duration
    src = srcdevice
    dst = dstdevice
    proto = protocol
    sport = srcport
    dport = dstport
    packets-out = srcpackets
    packets-in = dstpackets
    bytes-out = srcbytes
    bytes-in = dstbytes
    order = time,duration,srcdevice,dstdevice,protocol,srcport,dstport,srcpackets,dstpackets,srcbytes,dstbytes
    separator = comma
    named-hosts = yes
    direction-from = unreliable
    """)

  /// The flows of LANL's *Comprehensive, Multi-Source Cyber-Security Events* (2015): numbered
  /// computers, no column names, one record for each direction.
  ///
  /// Source: A. Kent, *Comprehensive, Multi-Source Cyber-Security Events*, LANL, 2015.
  static let lanlFlows = builtIn(
    """
    name = lanl-flows
    title = LANL flows of 2015
    layout = columns
    recognise = source computer
    recognise = destination computer
    recognise = packet count
    time = time
    duration = duration
    src = source computer
    sport = source port
    dst = destination computer
    dport = destination port
    proto = protocol
    packets-out = packet count
    bytes-out = byte count
    order = time,duration,source computer,source port,destination computer,destination port,protocol,packet count,byte count
    separator = comma
    named-hosts = yes
    direction-from = unreliable
    unidirectional = yes
    """)

  /// LANL's log-ons (`auth.txt`) as connections of unknown service: a log-on over the network is
  /// one, whatever carried it.
  ///
  /// Source: as ``lanlFlows``.
  static let lanlLogons = builtIn(
    """
    name = lanl-auth
    title = LANL log-ons
    layout = columns
    recognise = source computer
    recognise = destination computer
    recognise = authentication orientation
    time = time
    src = source computer
    dst = destination computer
    state = success/failure
    type = authentication orientation
    order = time,source user,destination user,source computer,destination computer,authentication type,logon type,authentication orientation,success/failure
    separator = comma
    only-proto = tcp
    named-hosts = yes
    rejected = Fail
    closed = Success
    note = log-ons stand as TCP connections; what carried them is not told
    ignore.type = LogOff | AuthMap | TGS | TGT | ScreenLock | ScreenUnlock
    only.type = LogOn
    """)
}
