// SPDX-License-Identifier: Apache-2.0

extension Samples {
  /// A sample, the dialect it is in, and how many of its records are what.
  struct Counted {
    var name: String
    var dialect: String
    var used: Int
    var ignored: [String: Int] = [:]
    var rejected = 0
    var text: String
  }

  /// Formats of programs, written by hand after their documentation.
  static let tools: [Counted] = [
    Counted(
      name: "cicflowmeter-python", dialect: "cicflowmeter-python", used: 3,
      text: """
        src_ip,dst_ip,src_port,dst_port,protocol,timestamp,flow_duration,flow_pkts_s,tot_fwd_pkts,tot_bwd_pkts,totlen_fwd_pkts,totlen_bwd_pkts,fin_flag_cnt,syn_flag_cnt,rst_flag_cnt
        10.1.0.4,10.2.0.9,50000,445,6,2026-03-02 09:00:00,1.5,12.666666,10,9,1720,3868,2,2,0
        10.1.0.4,10.2.0.10,50001,3389,6,2026-03-02 09:00:01,0.1,20.0,1,1,74,54,0,1,1
        10.1.0.4,10.2.0.1,50002,53,17,2026-03-02 09:00:02,0.001,2000.0,1,1,68,118,0,0,0
        """),
    Counted(
      name: "nfdump csv", dialect: "nfdump-csv", used: 4, ignored: ["total or heading": 3],
      text: """
        ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk
        2026-03-02 09:00:00,2026-03-02 09:00:01,1.500,10.1.0.4,10.2.0.9,50000,445,TCP,...AP.SF,0,0,10,1720,0,0,0,0,0,0,0,0
        2026-03-02 09:00:00,2026-03-02 09:00:01,1.400,10.2.0.9,10.1.0.4,445,50000,TCP,...AP.SF,0,0,9,3868,0,0,0,0,0,0,0,0
        2026-03-02 09:00:01,2026-03-02 09:00:01,0.000,10.1.0.4,10.2.0.10,50001,3389,TCP,......S.,0,0,2,120,0,0,0,0,0,0,0,0
        2026-03-02 09:00:02,2026-03-02 09:00:02,0.000,10.1.0.4,10.2.0.1,0,8.0,ICMP,........,0,0,1,98,0,0,0,0,0,0,0,0
        Summary
        flows,bytes,packets,avg_bps,avg_pps,avg_bpp
        4,5806,22,30965,14,263
        """),
    Counted(
      name: "nfdump csv fast", dialect: "nfdump-csv-fast", used: 3,
      text: """
        firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows
        2026-03-02 09:00:00.001,1.500,TCP,10.1.0.4,50000,10.2.0.9,445,10,1720,1
        2026-03-02 09:00:00.002,1.400,TCP,10.2.0.9,445,10.1.0.4,50000,9,3868,1
        2026-03-02 09:00:02.000,0.000,UDP,10.1.0.4,50002,10.2.0.1,53,1,68,1
        """),
    Counted(
      name: "nfdump json", dialect: "nfdump-json", used: 3,
      text: """
        [
        {
        \t"type" : "FLOW",
        \t"first" : "2026-03-02T09:00:00.001",
        \t"last" : "2026-03-02T09:00:01.501",
        \t"in_packets" : 10,
        \t"in_bytes" : 1720,
        \t"proto" : 6,
        \t"tcp_flags" : "...AP.SF",
        \t"src_port" : 50000,
        \t"dst_port" : 445,
        \t"src4_addr" : "10.1.0.4",
        \t"dst4_addr" : "10.2.0.9",
        \t"label" : "<none>"
        },
        {
        \t"type" : "FLOW", "first" : "2026-03-02T09:00:00.002", "last" : "2026-03-02T09:00:01.402",
        \t"in_packets" : 9, "in_bytes" : 3868, "proto" : 6, "tcp_flags" : "...AP.SF",
        \t"src_port" : 445, "dst_port" : 50000, "src4_addr" : "10.2.0.9", "dst4_addr" : "10.1.0.4"
        },
        {
        \t"type" : "FLOW", "first" : "2026-03-02T09:00:02.000", "last" : "2026-03-02T09:00:02.000",
        \t"in_packets" : 1, "in_bytes" : 68, "proto" : 17, "tcp_flags" : "........",
        \t"src_port" : 50002, "dst_port" : 53, "src6_addr" : "fd00::4", "dst6_addr" : "fd00::1"
        }]
        """),
    Counted(
      name: "nfdump json lines", dialect: "nfdump-json", used: 3,
      text: #"""
        {"type":"FLOW","t_first":"2026-03-02T09:00:00.001","t_last":"2026-03-02T09:00:01.501","in_packets":10,"in_bytes":1720,"proto":6,"tcp_flags":"...AP.SF","src_port":50000,"dst_port":445,"src4_addr":"10.1.0.4","dst4_addr":"10.2.0.9"}
        {"type":"FLOW","t_first":"2026-03-02T09:00:01.500","t_last":"2026-03-02T09:00:01.500","in_packets":2,"in_bytes":120,"proto":6,"tcp_flags":"......S.","src_port":50001,"dst_port":3389,"src4_addr":"10.1.0.4","dst4_addr":"10.2.0.10"}
        {"type":"FLOW","t_first":"2026-03-02T09:00:02.000","t_last":"2026-03-02T09:00:02.000","in_packets":1,"in_bytes":68,"proto":17,"tcp_flags":"........","src_port":50002,"dst_port":53,"src4_addr":"10.1.0.4","dst4_addr":"10.2.0.1"}
        """#),
    Counted(
      name: "nfdump 1.6 long", dialect: "nfdump", used: 4, ignored: ["total or heading": 4],
      text: """
        Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Flags Tos  Packets    Bytes Flows
        2026-03-02 09:00:00.001     1.500 TCP          10.1.0.4:50000 ->         10.2.0.9:445   .AP.SF   0       10     1720     1
        2026-03-02 09:00:00.002     1.400 TCP          10.2.0.9:445   ->         10.1.0.4:50000 .AP.SF   0        9    1.2 M     1
        2026-03-02 09:00:01.500     0.000 TCP          10.1.0.4:50001 ->        10.2.0.10:3389  ....S.   0        2      120     1
        2026-03-02 09:00:02.000     0.000 UDP           fd00::4.50002 ->          fd00::1.53    ......   0        1       68     1
        Summary: total flows: 4, total bytes: 1.2 M, total packets: 22, avg bps: 4 M, avg pps: 11, avg bpp: 54629
        Time window: 2026-03-02 09:00:00 - 2026-03-02 09:00:02
        Total flows processed: 4, Blocks skipped: 0, Bytes read: 456
        Sys: 0.001s flows/second: 4000.0      Wall: 0.000s flows/second: 22346.4
        """),
    Counted(
      name: "nfdump 1.7 extended", dialect: "nfdump", used: 3,
      text: """
        Date first seen             Duration     Proto      Src IP Addr:Port          Dst IP Addr:Port     Flags Tos  Packets    Bytes      pps      bps    Bpp Flows
        2026-03-02 09:00:00.001     00:00:01.500 TCP           10.1.0.4:50000 ->         10.2.0.9:445   ...AP.SF   0       10     1720        6     9173    172     1
        2026-03-02 09:00:00.002     1d 02:00:01.400 TCP        10.2.0.9:445   ->         10.1.0.4:50000 ...AP.SF   0        9   2.5 G        6    20629    429     1
        2026-03-02 09:00:02.000     00:00:00.000 ICMP          10.1.0.4:0     ->         10.2.0.1:8.0   ........   0        1       98        0        0     98     1
        """),
    Counted(
      name: "nfdump both ways", dialect: "nfdump", used: 3,
      text: """
        Date first seen             Duration     Proto      Src IP Addr:Port          Dst IP Addr:Port   Out Pkt   In Pkt Out Byte  In Byte Flows
        2026-03-02 09:00:00.001     00:00:01.500 TCP           10.1.0.4:50000 <->        10.2.0.9:445         10        9     1720     3868     2
        2026-03-02 09:00:02.000     00:00:00.000 UDP           10.1.0.4:50002 <->        10.2.0.1:53           1        1       68      118     2
        2026-03-02 09:00:03.000     00:00:00.000 UDP           10.1.0.4:50003 <->        10.2.0.1:53           1        1       68      1.1 K     2
        """),
    Counted(
      name: "suricata netflow", dialect: "suricata", used: 3, ignored: ["dns": 1],
      text: #"""
        {"timestamp":"2026-03-02T10:00:05.000000+0100","flow_id":1,"event_type":"netflow","src_ip":"10.1.0.4","src_port":50000,"dest_ip":"10.2.0.9","dest_port":445,"proto":"TCP","netflow":{"pkts":10,"bytes":1720,"start":"2026-03-02T10:00:00.000001+0100","end":"2026-03-02T10:00:01.500001+0100","age":1,"min_ttl":64,"max_ttl":64},"tcp":{"tcp_flags":"1b","syn":true}}
        {"timestamp":"2026-03-02T10:00:05.000000+0100","flow_id":1,"event_type":"netflow","src_ip":"10.2.0.9","src_port":445,"dest_ip":"10.1.0.4","dest_port":50000,"proto":"TCP","netflow":{"pkts":9,"bytes":3868,"start":"2026-03-02T10:00:00.000001+0100","end":"2026-03-02T10:00:01.500001+0100","age":1}}
        {"timestamp":"2026-03-02T10:00:05.000000+0100","flow_id":2,"event_type":"dns","src_ip":"10.1.0.4","src_port":50002,"dest_ip":"10.2.0.1","dest_port":53,"proto":"UDP"}
        {"firewall_name":"f","event_timestamp":"1772442005","event":{"timestamp":"2026-03-02T09:00:05.000000+0000","flow_id":3,"event_type":"netflow","src_ip":"10.1.0.4","src_port":50002,"dest_ip":"10.2.0.1","dest_port":53,"proto":"UDP","netflow":{"pkts":1,"bytes":68,"start":"2026-03-02T09:00:02.000000+0000","end":"2026-03-02T09:00:02.000000+0000","age":0}}}
        """#),
    Counted(
      name: "generic csv", dialect: "generic", used: 3, rejected: 1,
      text: """
        start_time;source_ip;source_port;destination_ip;destination_port;protocol;duration;bytes_sent;bytes_received;action
        2026-03-02T09:00:00.000001Z;10.1.0.4;50000;10.2.0.9;445;TCP;1.5;1720;3868;closed
        1772442001500;10.1.0.4;50001;10.2.0.10;3389;6;0;120;0;denied
        1772442002.25;10.1.0.4;50002;10.2.0.1;53;udp;0.001;68;118;-
        soon;10.1.0.4;50002;10.2.0.1;53;udp;0.001;68;118;-
        """),
    Counted(
      name: "generic json", dialect: "generic", used: 3,
      text: #"""
        {"@timestamp":"2026-03-02T09:00:00.000Z","source":{"ip":"10.1.0.4","port":50000,"bytes":1720},"destination":{"ip":"10.2.0.9","port":445,"bytes":3868},"network":{"transport":"tcp"}}
        {"@timestamp":"2026-03-02T09:00:01.500Z","source":{"ip":"10.1.0.4","port":50001,"bytes":120},"destination":{"ip":"10.2.0.10","port":3389,"bytes":0},"network":{"transport":"tcp"}}
        {"@timestamp":"2026-03-02T09:00:02.250Z","source":{"ip":"10.1.0.4","port":50002,"bytes":68},"destination":{"ip":"10.2.0.1","port":53,"bytes":118},"network":{"transport":"udp"}}
        """#),
  ]
}
