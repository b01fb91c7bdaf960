// SPDX-License-Identifier: Apache-2.0

/// What control over a host a service gives, the first question about a hop.
public enum PortClass: String, CaseIterable, Hashable, Sendable, Codable {
  /// Remote shells and desktops: SSH, Telnet, RDP, WinRM, VNC and the like.
  case remoteAdministration = "remote_administration"
  /// File sharing and remote procedure calls of Windows: SMB, NetBIOS, RPC; also NFS, FTP, rsync.
  case file
  /// Directory and logon: Kerberos, LDAP, global catalogue.
  case directory
  /// Databases.
  case database
  /// Everything else.
  case other
}

extension Service {
  /// The class of this service by its port.
  public var portClass: PortClass {
    guard transport == .tcp else {
      return transport == .udp && [88, 389, 464].contains(port) ? .directory : .other
    }
    switch port {
    case 22, 23, 512, 513, 514, 3389, 5800, 5900...5905, 5985, 5986, 4899:
      return .remoteAdministration
    case 20, 21, 135, 137, 139, 445, 873, 2049: return .file
    case 88, 389, 464, 636, 3268, 3269: return .directory
    case 1433, 1521, 3306, 5432, 6379, 9042, 9200, 27017: return .database
    default: return .other
    }
  }

  /// Whether a session on this service can give control of the target: the ports over which
  /// lateral movement goes (SSH, RPC, NetBIOS, SMB, RDP, VNC, WinRM).
  public var givesControl: Bool {
    transport == .tcp && [22, 23, 135, 139, 445, 3389, 5900, 5985, 5986].contains(port)
  }

  /// The name people call this service by: `SMB`, `RDP`; nil if there is no common one.
  public var commonName: String? {
    Self.commonNames[port].flatMap { transport == .tcp || $0.overUDP ? $0.name : nil }
  }

  private static let commonNames: [UInt16: (name: String, overUDP: Bool)] = [
    20: ("FTP data", false), 21: ("FTP", false), 22: ("SSH", false), 23: ("Telnet", false),
    25: ("SMTP", false), 53: ("DNS", true), 67: ("DHCP", true), 80: ("HTTP", false),
    88: ("Kerberos", true), 110: ("POP3", false), 111: ("RPC bind", true), 123: ("NTP", true),
    135: ("RPC", false), 137: ("NetBIOS names", true), 138: ("NetBIOS datagrams", true),
    139: ("NetBIOS", false), 143: ("IMAP", false), 161: ("SNMP", true), 389: ("LDAP", true),
    443: ("HTTPS", true), 445: ("SMB", false), 464: ("Kerberos passwords", true),
    514: ("syslog", true), 515: ("LPD", false), 587: ("SMTP submission", false),
    631: ("IPP", false), 636: ("LDAPS", false), 873: ("rsync", false), 993: ("IMAPS", false),
    1433: ("SQL Server", false), 1521: ("Oracle", false), 2049: ("NFS", true),
    3268: ("global catalogue", false), 3306: ("MySQL", false), 3389: ("RDP", true),
    5353: ("mDNS", true), 5355: ("LLMNR", true), 5432: ("PostgreSQL", false),
    5900: ("VNC", false), 5985: ("WinRM", false), 5986: ("WinRM over TLS", false),
    8080: ("HTTP alternate", false), 8443: ("HTTPS alternate", false), 9100: ("printing", false),
  ]

  /// For people: `SMB (tcp/445)`, or `tcp/49152` where there is no common name.
  public var title: String {
    guard let commonName else { return description }
    return "\(commonName) (\(description))"
  }
}
