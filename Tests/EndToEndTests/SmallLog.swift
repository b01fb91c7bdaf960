// SPDX-License-Identifier: Apache-2.0
/// A Zeek log small enough to write down: three hosts, four flows.
enum SmallLog {
  static let header = """
    #separator \\x09
    #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\tresp_pkts

    """

  static func line(_ time: Int, _ source: String, _ target: String, _ port: Int) -> String {
    "\(time).5\tC\(time)\t\(source)\t50000\t\(target)\t\(port)\ttcp\t1.5\t100\t200\tSF\tShADadfF\t5\t4\n"
  }

  static let text =
    header + line(1_772_442_000, "10.1.0.1", "10.1.0.2", 445)
    + line(1_772_442_060, "10.1.0.2", "10.2.0.3", 3389)
    + line(1_772_442_120, "10.1.0.2", "10.2.0.3", 3389)
    + line(1_772_442_180, "10.2.0.3", "198.51.100.9", 443)

  /// What `edges --output-format csv` says of it.
  static let edges = """
    src,dst,protocol,dst_port,flows,failed_flows,bytes_out,bytes_in,first_seen,last_seen,new,crosses_subnet
    10.1.0.1,10.1.0.2,tcp,445,1,0,100,200,2026-03-02T09:00:00.5Z,2026-03-02T09:00:00.5Z,,false
    10.1.0.2,10.2.0.3,tcp,3389,2,0,200,400,2026-03-02T09:01:00.5Z,2026-03-02T09:02:00.5Z,,true
    10.2.0.3,Internet,tcp,443,1,0,100,200,2026-03-02T09:03:00.5Z,2026-03-02T09:03:00.5Z,,false

    """

  /// A folder with the log in it as `conn.log`.
  static func folder() throws -> (folder: Place, path: String) {
    let folder = try Place()
    return (folder, try folder.write(text.utf8, to: "conn.log"))
  }
}
