// SPDX-License-Identifier: Apache-2.0

/// What a host is for, as told by an assets file or recognised from its traffic.
public enum Role: String, CaseIterable, Hashable, Sendable, Codable {
  /// Uses services, offers none: a workstation.
  case client
  /// Offers services to several hosts.
  case server
  /// Offers Kerberos and LDAP.
  case domainController = "domain_controller"
  /// Offers SMB or NFS to many hosts.
  case fileServer = "file_server"
  /// Offers a database.
  case database
  /// Offers printing.
  case printer
  /// Tries many ports or many hosts as a matter of routine.
  case scanner
  /// Administers many hosts as a matter of routine.
  case jumpHost = "jump_host"
  /// Administers some hosts: an administrator's own machine.
  case adminWorkstation = "admin_workstation"
  /// Asks many hosts how they are: SNMP, monitoring agents.
  case monitor
  /// Speaks an industrial or building protocol: controllers, meters, cameras, their masters.
  case otDevice = "ot_device"
  /// Everything outside the internal scope, as one node.
  case internet
  /// Too little is known.
  case unknown

  /// For people: `domain controller`.
  public var title: String {
    self == .otDevice
      ? "IoT or OT device" : rawValue.split(separator: "_").joined(separator: " ")
  }
}
