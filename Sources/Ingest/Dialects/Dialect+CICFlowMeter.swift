// SPDX-License-Identifier: Apache-2.0

extension Dialect {
  /// The flow CSV of CIC-IDS2017, made by CICFlowMeter version 3.
  ///
  /// Source: I. Sharafaldin, A. H. Lashkari, A. A. Ghorbani, *Toward Generating a New Intrusion
  /// Detection Dataset and Intrusion Traffic Characterization*, ICISSP 2018. Bytes are payload,
  /// with the padding of short frames counted in. This version's flag counts are known to be wrong
  /// and are not read.
  static let cicV3 = builtIn(
    """
    name = cic
    title = CIC-IDS2017 flow CSV
    layout = columns
    recognise = source ip
    recognise = destination ip
    recognise = timestamp
    recognise = flow duration
    time = timestamp
    duration = flow duration
    src = source ip
    sport = source port
    dst = destination ip
    dport = destination port
    proto = protocol
    packets-out = total fwd packets
    packets-in = total backward packets
    bytes-out = total length of fwd packets
    bytes-in = total length of bwd packets
    label = label
    order = flow id,source ip,source port,destination ip,destination port,protocol,timestamp,flow duration,total fwd packets,total backward packets,total length of fwd packets,total length of bwd packets,fwd packet length max,fwd packet length min,fwd packet length mean,fwd packet length std,bwd packet length max,bwd packet length min,bwd packet length mean,bwd packet length std,flow bytes/s,flow packets/s,flow iat mean,flow iat std,flow iat max,flow iat min,fwd iat total,fwd iat mean,fwd iat std,fwd iat max,fwd iat min,bwd iat total,bwd iat mean,bwd iat std,bwd iat max,bwd iat min,fwd psh flags,bwd psh flags,fwd urg flags,bwd urg flags,fwd header length,bwd header length,fwd packets/s,bwd packets/s,min packet length,max packet length,packet length mean,packet length std,packet length variance,fin flag count,syn flag count,rst flag count,psh flag count,ack flag count,urg flag count,cwe flag count,ece flag count,down/up ratio,average packet size,avg fwd segment size,avg bwd segment size,fwd header length,fwd avg bytes/bulk,fwd avg packets/bulk,fwd avg bulk rate,bwd avg bytes/bulk,bwd avg packets/bulk,bwd avg bulk rate,subflow fwd packets,subflow fwd bytes,subflow bwd packets,subflow bwd bytes,init_win_bytes_forward,init_win_bytes_backward,act_data_pkt_fwd,min_seg_size_forward,active mean,active std,active max,active min,idle mean,idle std,idle max,idle min,label
    duration-unit = microseconds
    twelve-hour-clock = yes
    state-from = counts
    direction-from = unreliable
    # Frames without IP come as protocol 0, their bytes read as addresses.
    ignore.proto = 0 | 0.0 as not IP
    """)

  /// The flow CSV of CICFlowMeter version 4, such as DAPT 2020's.
  static let cicV4 = builtIn(
    """
    name = cicflowmeter
    title = CICFlowMeter CSV
    layout = columns
    recognise = src ip
    recognise = dst ip
    recognise = timestamp
    recognise = flow duration
    time = timestamp
    duration = flow duration
    src = src ip
    sport = src port
    dst = dst ip
    dport = dst port
    proto = protocol
    packets-out = total fwd packet | total fwd packets | tot fwd pkts
    packets-in = total bwd packets | tot bwd pkts
    bytes-out = total length of fwd packet | total length of fwd packets | totlen fwd pkts
    bytes-in = total length of bwd packet | total length of bwd packets | totlen bwd pkts
    syn-count = syn flag count | syn flag cnt
    rst-count = rst flag count | rst flag cnt
    fin-count = fin flag count | fin flag cnt
    label = label | stage
    order = flow id,src ip,src port,dst ip,dst port,protocol,timestamp,flow duration,total fwd packet,total bwd packets,total length of fwd packet,total length of bwd packet,fwd packet length max,fwd packet length min,fwd packet length mean,fwd packet length std,bwd packet length max,bwd packet length min,bwd packet length mean,bwd packet length std,flow bytes/s,flow packets/s,flow iat mean,flow iat std,flow iat max,flow iat min,fwd iat total,fwd iat mean,fwd iat std,fwd iat max,fwd iat min,bwd iat total,bwd iat mean,bwd iat std,bwd iat max,bwd iat min,fwd psh flags,bwd psh flags,fwd urg flags,bwd urg flags,fwd header length,bwd header length,fwd packets/s,bwd packets/s,packet length min,packet length max,packet length mean,packet length std,packet length variance,fin flag count,syn flag count,rst flag count,psh flag count,ack flag count,urg flag count,cwr flag count,ece flag count,down/up ratio,average packet size,fwd segment size avg,bwd segment size avg,fwd bytes/bulk avg,fwd packet/bulk avg,fwd bulk rate avg,bwd bytes/bulk avg,bwd packet/bulk avg,bwd bulk rate avg,subflow fwd packets,subflow fwd bytes,subflow bwd packets,subflow bwd bytes,fwd init win bytes,bwd init win bytes,fwd act data pkts,fwd seg size min,active mean,active std,active max,active min,idle mean,idle std,idle max,idle min,label
    duration-unit = microseconds
    twelve-hour-clock = yes
    state-from = counts
    direction-from = unreliable
    # The 8.0.6.4 of DAPT 2020 is an ARP header.
    ignore.proto = 0 | 0.0 as not IP
    """)

  /// The flow CSV of the Python program `cicflowmeter`: names in snake case, times as they were
  /// where it ran.
  ///
  /// Source: hieulw/cicflowmeter, `get_data` of its flows. Its releases differ in the unit of
  /// `flow_duration`, which the rate of packets beside it tells; see ``DurationProbe``.
  static let cicPython = builtIn(
    """
    name = cicflowmeter-python
    title = cicflowmeter (Python) CSV
    layout = columns
    recognise = src_ip
    recognise = dst_ip
    recognise = timestamp
    recognise = flow_duration
    recognise = tot_fwd_pkts
    time = timestamp
    duration = flow_duration
    src = src_ip
    sport = src_port
    dst = dst_ip
    dport = dst_port
    proto = protocol
    packets-out = tot_fwd_pkts
    packets-in = tot_bwd_pkts
    bytes-out = totlen_fwd_pkts
    bytes-in = totlen_bwd_pkts
    syn-count = syn_flag_cnt
    rst-count = rst_flag_cnt
    fin-count = fin_flag_cnt
    label = label
    duration-unit = seconds
    packet-rate = flow_pkts_s
    state-from = counts
    direction-from = unreliable
    """)
}
