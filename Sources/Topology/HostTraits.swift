// SPDX-License-Identifier: Apache-2.0

import Flows

/// What one host offered and used, for ``HostRoles`` to recognise it by.
struct HostTraits {
  typealias Use = (service: Service, hosts: Int)

  /// Services accepted, with the number of hosts let in.
  let offers: [Use]
  /// Services got through to, with the number of hosts reached.
  let uses: [Use]
  /// The largest value of each feature; nil if they were not kept.
  let maxima: [Double]?
  /// How many hosts the network has.
  let hostCount: Int

  var recognition: HostRoles.Recognition {
    domainController ?? scanner ?? otDevice ?? monitor ?? administrator ?? specialServer ?? server
      ?? HostRoles.Recognition(role: .client, evidence: "no other role fits" + counts)
  }

  /// A number of hosts, or a third of all where that is less, but at least two: one session of an
  /// intruder makes no server.
  private func enough(_ hosts: Int) -> Int { min(hosts, max(2, hostCount / 3)) }

  /// The same for what no other host offers: one client is enough.
  private func enoughOfItsOwn(_ hosts: Int) -> Int { min(hosts, max(1, hostCount / 3)) }

  private func most(_ uses: [Use], _ isOne: (Service) -> Bool) -> Use? {
    uses.filter { isOne($0.service) }.max { $0.hosts < $1.hosts }
  }

  private func accepted(_ role: Role, _ use: Use) -> HostRoles.Recognition {
    HostRoles.Recognition(
      role: role, evidence: "accepted \(use.service.title) from \(Self.hosts(use.hosts))")
  }

  private func reached(_ role: Role, _ use: Use) -> HostRoles.Recognition {
    HostRoles.Recognition(
      role: role, evidence: "reached \(Self.hosts(use.hosts)) on \(use.service.title)")
  }

  private static func hosts(_ count: Int) -> String { count == 1 ? "1 host" : "\(count) hosts" }

  private var domainController: HostRoles.Recognition? {
    guard let kerberos = most(offers, { $0.port == 88 }),
      let ldap = most(offers, { [389, 636, 3268, 3269].contains($0.port) }),
      min(kerberos.hosts, ldap.hosts) >= enoughOfItsOwn(3)
    else { return nil }
    return accepted(.domainController, kerberos)
  }

  private var scanner: HostRoles.Recognition? {
    let ports = maximum("ports_per_target")
    let hosts = maximum("single_port_fan_out")
    let failures = maximum("failed_share")
    guard max(ports, hosts) >= 50, failures >= 0.5 else { return nil }
    return HostRoles.Recognition(
      role: .scanner,
      evidence: "tried up to \(Int(ports)) ports of one host and \(Int(hosts)) hosts on one port "
        + "in a past window, with failures of \(Int(failures * 100)) %")
  }

  /// Modbus, S7, EtherNet/IP, DNP3, IEC 104, BACnet, OPC UA, PROFINET, FINS, HART-IP, MQTT, CoAP,
  /// Niagara Fox.
  private static let industrial: Set<UInt16> = [
    102, 502, 1883, 1911, 2222, 2404, 4840, 4911, 5094, 5683, 8883, 9600, 20_000, 34_964, 44_818,
    47_808,
  ]

  private var otDevice: HostRoles.Recognition? {
    if let offer = most(offers, { Self.industrial.contains($0.port) }) {
      return accepted(.otDevice, offer)
    }
    guard let use = most(uses, { Self.industrial.contains($0.port) }), use.hosts >= 2 else {
      return nil
    }
    return reached(.otDevice, use)
  }

  /// SNMP, IPMI, NRPE, Zabbix and Prometheus agents, NSClient, Checkmk.
  private static let monitoring: Set<UInt16> = [
    161, 623, 5666, 6556, 9182, 10_050, 12_489,
  ]

  private var monitor: HostRoles.Recognition? {
    guard let use = most(uses, { Self.monitoring.contains($0.port) }), use.hosts >= 10 else {
      return nil
    }
    return reached(.monitor, use)
  }

  private var administrator: HostRoles.Recognition? {
    guard let use = most(uses, { $0.portClass == .remoteAdministration }), use.hosts >= 3 else {
      return nil
    }
    if use.hosts >= 10 { return reached(.jumpHost, use) }
    return isMoreAskedThanAsking ? nil : reached(.adminWorkstation, use)
  }

  private var specialServer: HostRoles.Recognition? {
    let rules: [(role: Role, hosts: Int, isOne: (Service) -> Bool)] = [
      (.printer, 3, { [9100, 515, 631].contains($0.port) }),
      (.database, 2, { $0.portClass == .database }),
      (.fileServer, 5, { [445, 2049].contains($0.port) }),
    ]
    for rule in rules {
      if let use = most(offers, rule.isOne), use.hosts >= enough(rule.hosts),
        isMoreAskedThanAsking || use.hosts >= rule.hosts
      {
        return accepted(rule.role, use)
      }
    }
    return nil
  }

  private var server: HostRoles.Recognition? {
    guard let use = most(offers, { _ in true }), use.hosts >= enough(3), isMoreAskedThanAsking
    else { return nil }
    return accepted(.server, use)
  }

  private func maximum(_ name: String) -> Double {
    Feature.index(of: name).flatMap { maxima?[$0] } ?? 0
  }

  /// Monitoring, patching and scanning reach workstations too, but fewer hosts do than those a
  /// workstation asks.
  private var isMoreAskedThanAsking: Bool {
    maxima == nil || maximum("fan_in") >= maximum("fan_out")
  }

  private var counts: String {
    guard maxima != nil else { return "" }
    return ": asked up to \(Self.hosts(Int(maximum("unique_dst_ips")))) in a window, was asked by "
      + "up to \(Self.hosts(Int(maximum("fan_in"))))"
  }
}
