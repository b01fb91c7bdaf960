// SPDX-License-Identifier: Apache-2.0

extension Samples {
  /// Flow logs of clouds, written by hand after their documentation.
  static let clouds: [Counted] = [
    Counted(
      name: "aws", dialect: "aws-vpc", used: 4, ignored: ["nodata": 1, "skipdata": 1],
      text: """
        version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
        2 123456789010 eni-1235b8ca 10.1.0.4 10.2.0.9 50000 445 6 10 1720 1772442000 1772442060 ACCEPT OK
        2 123456789010 eni-1235b8ca 10.2.0.9 10.1.0.4 445 50000 6 9 3868 1772442000 1772442060 ACCEPT OK
        2 123456789010 eni-1235b8ca 10.1.0.4 10.2.0.10 50001 3389 6 2 120 1772442001 1772442061 REJECT OK
        2 123456789010 eni-1235b8ca - - - - - - - 1772442060 1772442120 - NODATA
        2 123456789010 eni-1235b8ca - - - - - - - 1772442060 1772442120 - SKIPDATA
        2 123456789010 eni-1235b8ca fd00::4 fd00::1 0 0 58 1 104 1772442002 1772442062 ACCEPT OK
        """),
    Counted(
      name: "aws without names", dialect: "aws-vpc", used: 4, ignored: ["nodata": 1],
      text: """
        2 123456789010 eni-1235b8ca - - - - - - - 1772442060 1772442120 - NODATA
        2 123456789010 eni-1235b8ca 10.1.0.4 10.2.0.9 50000 445 6 10 1720 1772442000 1772442060 ACCEPT OK
        2 123456789010 eni-1235b8ca 10.2.0.9 10.1.0.4 445 50000 6 9 3868 1772442000 1772442060 ACCEPT OK
        2 123456789010 eni-1235b8ca 10.1.0.4 10.2.0.10 50001 3389 6 2 120 1772442001 1772442061 REJECT OK
        2 123456789010 eni-1235b8ca 10.1.0.4 10.2.0.1 50002 53 17 1 68 1772442002 1772442062 ACCEPT OK
        """),
    Counted(
      name: "aws in an order of its own", dialect: "aws-vpc", used: 3,
      text: """
        version vpc-id subnet-id instance-id interface-id account-id type start end pkt-srcaddr pkt-dstaddr srcaddr dstaddr srcport dstport protocol tcp-flags bytes packets action log-status flow-direction
        5 vpc-1 subnet-1 i-1 eni-1 123456789010 IPv4 1772442000 1772442060 10.1.0.4 10.2.0.9 10.1.0.4 10.2.0.9 50000 445 6 3 1720 10 ACCEPT OK egress
        5 vpc-1 subnet-1 i-1 eni-1 123456789010 IPv4 1772442000 1772442060 10.2.0.9 10.1.0.4 10.2.0.9 10.1.0.4 445 50000 6 19 3868 9 ACCEPT OK ingress
        5 vpc-1 subnet-1 i-1 eni-1 123456789010 IPv4 1772442002 1772442062 10.1.0.4 10.2.0.1 10.1.0.4 10.2.0.1 50002 53 17 0 68 1 ACCEPT OK egress
        """),
    Counted(
      name: "azure nsg", dialect: "azure-nsg", used: 5, rejected: 1,
      text: #"""
        {"records":[{"time":"2026-03-02T09:00:35.3899262Z","systemId":"a","category":"NetworkSecurityGroupFlowEvent","operationName":"NetworkSecurityGroupFlowEvents","properties":{"Version":2,"flows":[{"rule":"DefaultRule_AllowVnetInBound","flows":[{"mac":"000D3AF87856","flowTuples":["1772442000,10.1.0.4,10.2.0.9,50000,445,T,I,A,B,,,,","1772442060,10.1.0.4,10.2.0.9,50000,445,T,I,A,E,10,1720,9,3868",
        "1772442002,10.1.0.4,10.2.0.1,50002,53,U,O,A,B,,,,"]}]},{"rule":"UserRule_deny","flows":[{"mac":"000D3AF87856","flowTuples":["1772442001,10.1.0.4,10.2.0.10,50001,3389,T,I,D,B,,,,","1772442001,10.1.0.4,nobody,50001,3389,T,I,D,B,,,,"]}]}]}},
        {"time":"2026-03-02T09:01:35.3899262Z","systemId":"a","category":"NetworkSecurityGroupFlowEvent","properties":{"Version":2,"flows":[{"rule":"r","flows":[{"mac":"m","flowTuples":["1772442061,10.1.0.7,10.2.0.9,50000,22,T,I,A,B,,,,"]}]}]}}]}
        """#),
    Counted(
      name: "azure nsg 1", dialect: "azure-nsg-1", used: 3, rejected: 1,
      text: #"""
        {"records":[{"time":"2026-03-02T09:00:35.3899262Z","systemId":"a","category":"NetworkSecurityGroupFlowEvent","properties":{"Version":1,"flows":[{"rule":"r","flows":[{"mac":"m","flowTuples":[
        "1772442000,10.1.0.4,10.2.0.9,50000,445,T,I,A","1772442001,10.1.0.4,10.2.0.10,50001,3389,T,I,D","1772442002,10.1.0.4,10.2.0.1,50002,53,U,O,A","1772442002,10.1.0.4,10.2.0.1,50002"]}]}]}}]}
        """#),
    Counted(
      name: "azure vnet", dialect: "azure-vnet", used: 4, rejected: 1,
      text: #"""
        {
          "records": [
            {
              "time": "2026-03-02T09:00:52.5625085Z",
              "flowLogVersion": 4,
              "macAddress": "112233445566",
              "category": "FlowLogFlowEvent",
              "flowRecords": {
                "flows": [
                  {
                    "aclID": "00aa00aa",
                    "flowGroups": [
                      {
                        "rule": "DefaultRule_AllowInternetOutBound",
                        "flowTuples": [
                          "1772442000001,10.1.0.4,10.2.0.9,50000,445,6,O,B,NX,0,0,0,0",
                          "1772442060001,10.1.0.4,10.2.0.9,50000,445,6,O,E,NX,10,1720,9,3868",
                          "1772442002250,10.1.0.4,10.2.0.1,50002,53,17,O,B,NX,0,0,0,0"
                        ]
                      },
                      {
                        "rule": "BlockHighRiskTCPPortsFromInternet",
                        "flowTuples": [
                          "1772442001500,10.1.0.4,10.2.0.10,50001,3389,6,I,D,NX,0,0,0,0",
                          "1772442001500,10.1.0.4,10.2.0.10,70000,3389,6,I,D,NX,0,0,0,0"
                        ]
                      }
                    ]
                  }
                ]
              }
            }
          ]
        }
        """#),
    Counted(
      name: "google", dialect: "gcp-vpc", used: 3,
      text: #"""
        {"insertId":"1","jsonPayload":{"bytes_sent":"1720","connection":{"dest_ip":"10.2.0.9","dest_port":445,"protocol":6,"src_ip":"10.1.0.4","src_port":50000},"end_time":"2026-03-02T09:00:01.500001222Z","packets_sent":"10","reporter":"SRC","start_time":"2026-03-02T09:00:00.000001111Z"},"logName":"projects/p/logs/compute.googleapis.com%2Fvpc_flows","timestamp":"2026-03-02T09:00:06Z"}
        {"insertId":"2","jsonPayload":{"bytes_sent":"1720","connection":{"dest_ip":"10.2.0.9","dest_port":445,"protocol":6,"src_ip":"10.1.0.4","src_port":50000},"end_time":"2026-03-02T09:00:01.600001222Z","packets_sent":"10","reporter":"DEST","start_time":"2026-03-02T09:00:00.100001111Z"},"timestamp":"2026-03-02T09:00:06Z"}
        {"insertId":"3","jsonPayload":{"bytes_sent":"68","connection":{"dest_ip":"10.2.0.1","dest_port":53,"protocol":17,"src_ip":"10.1.0.4","src_port":50002},"end_time":"2026-03-02T09:00:02Z","packets_sent":"1","reporter":"SRC","start_time":"2026-03-02T09:00:02Z"},"timestamp":"2026-03-02T09:00:06Z"}
        """#),
    Counted(
      name: "google array", dialect: "gcp-vpc", used: 3,
      text: #"""
        [
          {
            "jsonPayload": {
              "bytes_sent": "1720", "packets_sent": "10",
              "connection": { "dest_ip": "10.2.0.9", "dest_port": 445, "protocol": 6, "src_ip": "10.1.0.4", "src_port": 50000 },
              "start_time": "2026-03-02T09:00:00.000001111Z", "end_time": "2026-03-02T09:00:01.500001222Z"
            }
          },
          { "jsonPayload": { "bytes_sent": "120", "connection": { "dest_ip": "10.2.0.10", "dest_port": 3389, "protocol": 6, "src_ip": "10.1.0.4", "src_port": 50001 }, "start_time": "2026-03-02T09:00:01Z", "end_time": "2026-03-02T09:00:01Z" } },
          { "jsonPayload": { "bytes_sent": "68", "connection": { "dest_ip": "10.2.0.1", "dest_port": 53, "protocol": 17, "src_ip": "10.1.0.4", "src_port": 50002 }, "start_time": "2026-03-02T09:00:02Z", "end_time": "2026-03-02T09:00:02Z" } }
        ]
        """#),
    Counted(
      name: "hubble", dialect: "hubble", used: 4, ignored: ["request inside a connection": 1],
      text: #"""
        {"flow":{"time":"2026-03-02T09:00:00.000001234Z","verdict":"FORWARDED","IP":{"source":"10.1.0.4","destination":"10.2.0.9","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":50000,"destination_port":445,"flags":{"SYN":true}}},"source":{"ID":1,"labels":["a"]},"destination":{"ID":2},"Type":"L3_L4","node_name":"n","is_reply":false},"node_name":"n","time":"2026-03-02T09:00:00.000001234Z"}
        {"flow":{"time":"2026-03-02T09:00:00.100Z","verdict":"FORWARDED","IP":{"source":"10.2.0.9","destination":"10.1.0.4","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":445,"destination_port":50000,"flags":{"SYN":true,"ACK":true}}},"Type":"L3_L4","is_reply":true},"time":"2026-03-02T09:00:00.100Z"}
        {"flow":{"time":"2026-03-02T09:00:01.500Z","verdict":"DROPPED","IP":{"source":"10.1.0.4","destination":"10.2.0.10","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":50001,"destination_port":3389}},"Type":"L3_L4","is_reply":null},"time":"2026-03-02T09:00:01.500Z"}
        {"flow":{"time":"2026-03-02T09:00:02Z","verdict":"FORWARDED","IP":{"source":"10.1.0.4","destination":"10.2.0.1","ipVersion":"IPv4"},"l4":{"UDP":{"source_port":50002,"destination_port":53}},"Type":"L7","l7":{"type":"REQUEST"}},"time":"2026-03-02T09:00:02Z"}
        {"time":"2026-03-02T09:00:02Z","verdict":"FORWARDED","IP":{"source":"10.1.0.4","destination":"10.2.0.1","ipVersion":"IPv4"},"l4":{"ICMPv4":{"type":8}},"Type":"L3_L4"}
        """#),
  ]
}
