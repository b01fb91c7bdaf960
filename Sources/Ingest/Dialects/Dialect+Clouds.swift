// SPDX-License-Identifier: Apache-2.0

/// The flow logs of clouds.
extension Dialect {
  /// Amazon VPC flow logs, versions 2 to 5: blanks between fields in the order its header gives,
  /// or that of version 2; one record for each direction.
  ///
  /// Source: Amazon VPC documentation, *Flow log records*. `tcp-flags` tell of SYN, FIN and RST
  /// only, and of ACK only beside SYN.
  static let amazon = builtIn(
    """
    name = aws-vpc
    title = Amazon VPC flow log
    layout = columns
    recognise = srcaddr | pkt-srcaddr
    recognise = dstaddr | pkt-dstaddr
    recognise = log-status | interface-id | account-id
    recognise = start
    recognise = end
    time = start
    end = end
    src = srcaddr | pkt-srcaddr
    sport = srcport
    dst = dstaddr | pkt-dstaddr
    dport = dstport
    proto = protocol
    packets-out = packets
    bytes-out = bytes
    state = action
    type = log-status
    unset = -
    order = version,account-id,interface-id,srcaddr,dstaddr,srcport,dstport,protocol,packets,bytes,start,end,action,log-status
    separator = space
    rejected = REJECT
    direction-from = unreliable
    unidirectional = yes
    ignore.type = NODATA | SKIPDATA
    """)

  /// Azure network security group flow logs, version 2: strings inside one JSON document.
  ///
  /// Source: Azure Network Watcher documentation, *Flow logging for network security groups*.
  static let azureNSG = builtIn(
    """
    name = azure-nsg
    title = Azure NSG flow log
    layout = json
    strings-of = flowTuples
    recognise = properties
    recognise = systemId | rule | category
    order = time,src,dst,sport,dport,proto,direction,decision,flow state,packets out,bytes out,packets in,bytes in
    separator = comma
    time = time
    src = src
    sport = sport
    dst = dst
    dport = dport
    proto = proto
    packets-out = packets out
    packets-in = packets in
    bytes-out = bytes out
    bytes-in = bytes in
    state = decision
    rejected = D
    note = a connection is one flow when it begins, one for each later count, and one when it ends
    """)

  /// Azure network security group flow logs, version 1: as version 2, without counts.
  static let azureNSG1 = builtIn(
    """
    name = azure-nsg-1
    title = Azure NSG flow log, version 1
    layout = json
    strings-of = flowTuples
    recognise = properties
    recognise = systemId | rule | category
    order = time,src,dst,sport,dport,proto,direction,decision
    separator = comma
    time = time
    src = src
    sport = sport
    dst = dst
    dport = dport
    proto = proto
    state = decision
    rejected = D
    note = bytes and packets are not told: they are 0
    """)

  /// Azure virtual network flow logs: strings inside one JSON document.
  ///
  /// Source: Azure Network Watcher documentation, *Virtual network flow logs*, log format.
  static let azureVNet = builtIn(
    """
    name = azure-vnet
    title = Azure VNet flow log
    layout = json
    strings-of = flowTuples
    recognise = flowRecords
    order = time,src,dst,sport,dport,proto,direction,flow state,encryption,packets out,bytes out,packets in,bytes in
    separator = comma
    time = time
    src = src
    sport = sport
    dst = dst
    dport = dport
    proto = proto
    packets-out = packets out
    packets-in = packets in
    bytes-out = bytes out
    bytes-in = bytes in
    state = flow state
    time-format = milliseconds
    rejected = D
    note = a connection is one flow when it begins, one for each later count, and one when it ends
    """)

  /// Google VPC flow logs as Cloud Logging exports them, as lines or as one array.
  ///
  /// Both ends report a connection between two machines whose subnets are logged, each from a
  /// sample of its own: leaving one out could lose what only it saw.
  ///
  /// Source: Google Cloud VPC documentation, *VPC Flow Logs record format*.
  static let google = builtIn(
    """
    name = gcp-vpc
    title = Google VPC flow log
    layout = json
    recognise = jsonPayload.connection.src_ip | connection.src_ip
    recognise = jsonPayload.start_time | start_time
    time = jsonPayload.start_time | start_time
    end = jsonPayload.end_time | end_time
    src = jsonPayload.connection.src_ip | connection.src_ip
    sport = jsonPayload.connection.src_port | connection.src_port
    dst = jsonPayload.connection.dest_ip | connection.dest_ip
    dport = jsonPayload.connection.dest_port | connection.dest_port
    proto = jsonPayload.connection.protocol | connection.protocol
    packets-out = jsonPayload.packets_sent | packets_sent
    bytes-out = jsonPayload.bytes_sent | bytes_sent
    direction-from = unreliable
    unidirectional = yes
    reports-twice = yes
    note = both ends report a connection of two logged machines: reports that overlap count once
    """)

  /// Flow events of Cilium Hubble: packets seen at a node, without their size.
  ///
  /// Source: Cilium documentation, *Hubble*, `flow.proto`.
  static let hubble = builtIn(
    """
    name = hubble
    title = Cilium Hubble flow events
    layout = json
    recognise = flow.IP.source | IP.source
    recognise = flow.verdict | verdict
    time = flow.time | time
    src = flow.IP.source | IP.source
    sport = flow.l4.TCP.source_port | flow.l4.UDP.source_port | flow.l4.SCTP.source_port | l4.TCP.source_port | l4.UDP.source_port | l4.SCTP.source_port
    dst = flow.IP.destination | IP.destination
    dport = flow.l4.TCP.destination_port | flow.l4.UDP.destination_port | flow.l4.SCTP.destination_port | l4.TCP.destination_port | l4.UDP.destination_port | l4.SCTP.destination_port
    tcp-if = flow.l4.TCP | l4.TCP
    udp-if = flow.l4.UDP | l4.UDP
    icmp-if = flow.l4.ICMPv4 | flow.l4.ICMPv6 | l4.ICMPv4 | l4.ICMPv6
    state = flow.verdict | verdict
    direction = flow.is_reply | is_reply
    type = flow.Type | Type
    rejected = DROPPED
    direction-from = reply
    ignore.type = L7 as request inside a connection
    note = packets without their size: bytes and packets are 0
    """)
}
