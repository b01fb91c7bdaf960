// SPDX-License-Identifier: Apache-2.0

/// A few records of each dialect and layout, written for these tests.
enum Samples {
  static let zeekHeader =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    + "#open\t2026-03-02-09-00-00\n"
    + "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\t"
    + "resp_bytes\tconn_state\tlocal_orig\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n"
    + "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tcount\t"
    + "string\tcount\tcount\tcount\tcount\n"
  static let zeek =
    zeekHeader
    + "1772442000.000001\tC1\t10.1.0.4\t50000\t10.2.0.9\t445\ttcp\tsmb\t1.500000\t1200\t3400\tSF\tT\t0\tShADadFf\t10\t1720\t9\t3868\n"
    + "1772442001.500000\tC2\t10.1.0.4\t50001\t10.2.0.10\t3389\ttcp\t-\t-\t-\t-\tS0\tT\t0\tS\t2\t120\t0\t0\n"
    + "1772442002.250000\tC3\t10.1.0.4\t50002\t10.2.0.1\t53\tudp\tdns\t0.001000\t40\t90\tSF\tT\t0\tDd\t1\t68\t1\t118\n"
    + "1772442003.000000\tC4\t10.2.0.9\t22\t10.1.0.7\t51000\ttcp\t-\t-\t-\t-\tOTH\tT\t0\tA\t1\t40\t0\t0\n"
    + "1772442004.000000\tC5\tfe80::1\t135\tff02::1:ff00:1\t136\ticmp\t-\t-\t-\t-\tOTH\tT\t0\t-\t1\t72\t0\t0\n"
    + "#close\t2026-03-02-10-00-00\n"

  static let zeekJSON =
    #"{"ts":1772442000.000001,"uid":"C1","id.orig_h":"10.1.0.4","id.orig_p":50000,"id.resp_h":"10.2.0.9","id.resp_p":445,"proto":"tcp","duration":1.5,"orig_bytes":1200,"resp_bytes":3400,"conn_state":"SF","history":"ShADadFf","orig_pkts":10,"orig_ip_bytes":1720,"resp_pkts":9,"resp_ip_bytes":3868}"#
    + "\n"
    + #"{"ts":"2026-03-02T09:00:01.500000Z","uid":"C2","id.orig_h":"10.1.0.4","id.orig_p":50001,"id.resp_h":"10.2.0.10","id.resp_p":3389,"proto":"tcp","conn_state":"S0","history":"S","orig_pkts":2,"resp_pkts":0}"#
    + "\n"
    + #"{"@stream":"conn","ts":1772442002.25,"id_orig_h":"10.1.0.4","id_orig_p":50002,"id_resp_h":"10.2.0.1","id_resp_p":53,"proto":"udp","duration":0.001,"orig_bytes":40,"resp_bytes":90,"conn_state":"SF","history":"Dd","orig_pkts":1,"resp_pkts":1,"tunnel_parents":["a","b"]}"#
    + "\n"

  static let eve =
    #"{"timestamp":"2026-03-02T10:00:00.000000+0100","flow_id":1,"event_type":"alert","src_ip":"10.1.0.4","src_port":1,"dest_ip":"10.2.0.9","dest_port":445,"proto":"TCP","alert":{"action":"allowed","signature":"a \"quoted\" one"}}"#
    + "\n"
    + #"{"timestamp":"2026-03-02T10:00:05.000000+0100","flow_id":2,"event_type":"flow","src_ip":"10.1.0.4","src_port":50000,"dest_ip":"10.2.0.9","dest_port":445,"proto":"TCP","flow":{"pkts_toserver":10,"pkts_toclient":9,"bytes_toserver":1720,"bytes_toclient":3868,"start":"2026-03-02T10:00:00.000001+0100","end":"2026-03-02T10:00:01.500001+0100","age":1,"state":"closed","reason":"timeout"},"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","state":"closed"}}"#
    + "\n"
    + #"{"timestamp":"2026-03-02T10:00:05.000000+0100","flow_id":3,"event_type":"flow","src_ip":"10.1.0.4","src_port":50001,"dest_ip":"10.2.0.10","dest_port":3389,"proto":"TCP","flow":{"pkts_toserver":1,"pkts_toclient":1,"bytes_toserver":74,"bytes_toclient":54,"start":"2026-03-02T10:00:01.500000+0100","end":"2026-03-02T10:00:01.600000+0100","state":"closed"},"tcp":{"tcp_flags":"16","tcp_flags_ts":"02","tcp_flags_tc":"14"}}"#
    + "\n"
    + #"{"timestamp":"2026-03-02T10:00:05.000000+0100","flow_id":4,"event_type":"flow","src_ip":"10.1.0.4","dest_ip":"10.2.0.1","proto":"ICMP","icmp_type":8,"icmp_code":0,"flow":{"pkts_toserver":1,"pkts_toclient":0,"bytes_toserver":98,"bytes_toclient":0,"start":"2026-03-02T10:00:02.000000+0100","end":"2026-03-02T10:00:02.000000+0100","state":"new"}}"#
    + "\n"

  static let cicHeader =
    "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration, "
    + "Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets, "
    + "Fwd Header Length, Flow Bytes/s, Fwd Header Length, Label\r\n"
  static let cic =
    cicHeader
    + "a,10.1.0.4,50000,10.2.0.9,445,6,7/7/2017 3:30,1500000,10,9,1200,3400,20,Infinity,20,BENIGN\r\n"
    + "b,192.0.2.10,443,10.1.0.4,46236,6,7/7/2017 11:59,34,1,1,6,6,20,NaN,20,BENIGN\r\n"
    + "c,10.1.0.4,50002,10.2.0.1,53,17,07/07/2017 12:00:01,1000,1.0,1,40.0,9.0E+01,20,1,20,Web Attack \u{96} XSS\r\n"

  static let cicV4 =
    "Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Total Fwd Packet,Total Bwd packets,"
    + "Total Length of Fwd Packet,Total Length of Bwd Packet,FIN Flag Count,SYN Flag Count,RST Flag Count,Label\n"
    + "a,10.1.0.4,50000,10.2.0.9,445,6,15/07/2019 01:55:21 PM,1500000,10,9,1200.0,3400.0,2,2,0,x\n"
    + "b,10.1.0.4,50001,10.2.0.9,139,6,15/07/2019 12:00:00 AM,73,1,1,0.0,0.0,0,1,1,x\n"
    + "c,8.6.0.1,0,8.0.6.4,0,0,15/07/2019 01:55:21 PM,1,242,1,0.0,0.0,0,0,0,x\n"
    + "d,10.1.0.4,50001,10.2.0.9,135,6,15/07/2019 01:55:23 PM,73,3,0,0.0,0.0,0,3,0,x\n"

  static let argusHeader =
    "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label\n"
  static let argus =
    argusHeader
    + "2026/03/02 09:00:00.000001,1.500000,tcp,10.1.0.4,50000,   ->,10.2.0.9,445,FSPA_FSPA,0,0,19,5588,1720,10,x\n"
    + "2026/03/02 09:00:01.500000,0.000000,tcp,10.1.0.4,50001,   ->,10.2.0.10,3389,S_RA,0,0,2,134,70,1,x\n"
    + "2026/03/02 09:00:02.000000,0.001000,udp,10.1.0.4,50002,  <->,10.2.0.1,53,CON,0,0,2,186,68,1,x\n"
    + "2026/03/02 09:00:03.000000,0.000000,tcp,10.2.0.9,22,  <?>,10.1.0.7,51000,PA_PA,0,0,4,400,200,2,x\n"
    + "2026/03/02 09:00:04.000000,0.000000,icmp,10.1.0.4,0x0303,   ->,10.2.0.1,0xa3a1,URP,0,,1,98,98,1,x\n"
    + "2026/03/02 09:00:05.000000,2.000000,arp,10.1.0.4,,  who,10.1.0.1,,INT,,,3,126,126,3,x\n"
    + "2026/03/02 09:00:06.000000,0.000000,llc,00:00:00:00:00:00,0,   ->,00:00:00:00:00:00,0,INT,,,1,60,60,1,x\n"
    + "2026/03/02 09:00:07.000000,0.045010,man,0,0,,0,0,STA,,,0,0,0,0,\n"
    + "2026/03/02 09:00:08.000000,0.500000,tcp,10.2.0.9,445,   <-,10.1.0.8,50009,CON,0,0,9,900,300,3,x\n"

  /// Every dialect in every layout, by name.
  static let all: [(name: String, text: String)] =
    wellKnown + tools.map { ($0.name, $0.text) } + clouds.map { ($0.name, $0.text) }
    + dataSets.map { ($0.name, $0.text) }

  private static let wellKnown: [(name: String, text: String)] = [
    ("zeek", zeek), ("zeek json", zeekJSON), ("suricata", eve), ("cic", cic),
    ("cicflowmeter", cicV4),
    ("argus", argus),
    (
      "argus tab",
      argus.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\t")
    ),
  ]
}
