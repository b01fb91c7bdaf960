// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What a host of a simulated office is for.
public enum HostRole: String, CaseIterable, Hashable, Sendable {
  /// An employee's computer.
  case workstation
  /// An administrator's computer.
  case administrator
  /// Where administrators log in to go on from.
  case jumpHost = "jump_host"
  /// Sweeps the office once a week, looking for weak spots.
  case scanner
  /// Polls servers and printers.
  case monitoring
  /// Hands out updates; pushes them once a week.
  case patchServer = "patch_server"
  /// Fetches the servers' files at night.
  case backupServer = "backup_server"
  /// Names, logons and directory.
  case domainController = "domain_controller"
  /// Shared files.
  case fileServer = "file_server"
  /// The company's mail.
  case mailServer = "mail_server"
  /// Intranet sites.
  case webServer = "web_server"
  /// Databases.
  case databaseServer = "database"
  /// What stands between web servers and databases.
  case applicationServer = "application_server"
  /// A printer.
  case printer

  /// The word an assets file uses for this role.
  public var assetRole: String {
    switch self {
    case .workstation, .administrator: "client"
    case .jumpHost: "jump_host"
    case .scanner: "scanner"
    case .domainController: "domain_controller"
    case .fileServer: "file_server"
    case .databaseServer: "database"
    case .printer: "printer"
    case .monitoring, .patchServer, .backupServer, .mailServer, .webServer, .applicationServer:
      "server"
    }
  }

  /// The first part of such hosts' names.
  var namePrefix: String {
    switch self {
    case .workstation: "ws"
    case .administrator: "adm"
    case .jumpHost: "jump"
    case .scanner: "scan"
    case .monitoring: "mon"
    case .patchServer: "patch"
    case .backupServer: "backup"
    case .domainController: "dc"
    case .fileServer: "fs"
    case .mailServer: "mail"
    case .webServer: "web"
    case .databaseServer: "db"
    case .applicationServer: "app"
    case .printer: "prn"
    }
  }

  /// Whether users and other servers depend on it.
  var isServer: Bool {
    switch self {
    case .workstation, .administrator, .jumpHost, .scanner, .monitoring, .printer: false
    default: true
    }
  }
}

/// One host of a simulated office.
public struct OfficeHost: Hashable, Sendable {
  /// Its address, in 10.0.0.0/8.
  public let address: IPAddress
  /// Its name, such as `ws-0042`.
  public let name: String
  /// What it is for.
  public let role: HostRole
  /// Its subnet's place in ``Office/subnets``.
  public let subnet: Int
  /// The day it first appears, counted from 0; later days are newcomers.
  public let firstDay: Int
  /// Whether it runs a Unix: administered over SSH, ephemeral ports from 32768.
  public let isUnix: Bool

  /// Somebody outside the office.
  static func outsider(_ address: IPAddress) -> OfficeHost {
    OfficeHost(
      address: address, name: "", role: .workstation, subnet: 0, firstDay: 0, isUnix: true)
  }
}

/// One subnet of a simulated office.
public struct OfficeSubnet: Hashable, Sendable {
  /// Its addresses, a /24.
  public let block: Subnet
  /// Its name, such as `site1-floor2`.
  public let name: String
  /// Its trust zone: `clients`, `servers`, `administration` or `printers`.
  public let zone: String
  /// Its VLAN number.
  public let vlan: Int
}

/// How many hosts of each role an office of a size has.
struct Headcount: Sendable {
  let workstations: Int
  /// Every role but workstations, in the order their hosts are laid out.
  let others: [(role: HostRole, count: Int)]

  init(hosts: Int) {
    others = [
      (.domainController, 2 + hosts / 5_000), (.fileServer, max(2, hosts / 150)),
      (.mailServer, 1 + hosts / 5_000), (.webServer, max(2, hosts / 100)),
      (.databaseServer, max(2, hosts / 200)), (.applicationServer, max(1, hosts / 150)),
      (.patchServer, 1), (.backupServer, 1), (.administrator, max(3, hosts / 80)),
      (.jumpHost, 1 + hosts / 2_000), (.scanner, 1), (.monitoring, 1),
      (.printer, max(2, hosts / 30)),
    ]
    workstations = hosts - others.reduce(0) { $0 + $1.count }
  }

  /// Workstations that are there from the first day on, whatever the rate of newcomers.
  var lastingWorkstations: Int { workstations - workstations / 5 }
}
