// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What each host is for, recognised from what it did, with the counts that say so.
public struct HostRoles: Sendable {
  /// A role and why.
  public struct Recognition: Hashable, Sendable {
    /// The role.
    public let role: Role
    /// A counted sentence: "accepted SMB from 41 hosts".
    public let evidence: String

    /// The role with its reason.
    public init(role: Role, evidence: String) {
      self.role = role
      self.evidence = evidence
    }
  }

  private var known: [IPAddress: Recognition] = [:]

  /// Recognises the roles of every host in `profiles`.
  ///
  /// The first rule that holds counts: domain controller (Kerberos and LDAP from 3 hosts),
  /// scanner (50 hosts or ports tried in a window, half of it in vain), jump host (10 hosts reached on one
  /// remote-administration service), printer, database, file server (from 3, 2 and 5 hosts),
  /// server (any service from 3 hosts, and asked by more hosts in a window than it asks), else client.
  ///
  /// - Complexity: O(host-services · log).
  public init(_ profiles: HostProfiles) {
    var offered: [IPAddress: [(service: Service, sources: Int)]] = [:]
    for (key, count) in profiles.sourceCounts {
      offered[key.host, default: []].append((key.service, count))
    }
    var used: [IPAddress: [(service: Service, targets: Int)]] = [:]
    for (key, count) in profiles.targetCounts where key.service.portClass == .remoteAdministration {
      used[key.host, default: []].append((key.service, count))
    }
    for host in profiles.hosts {
      let offers = (offered[host] ?? []).sorted { $0.service < $1.service }
      let uses = (used[host] ?? []).sorted { $0.service < $1.service }
      known[host] = Self.recognise(offers: offers, uses: uses, maxima: profiles.maxima(of: host))
    }
  }

  /// The role of `host` and why; unknown if it was never seen.
  public func recognition(of host: IPAddress) -> Recognition {
    if host == .internet { return Recognition(role: .internet, evidence: "outside") }
    return known[host] ?? Recognition(role: .unknown, evidence: "not seen in the baseline")
  }

  private static func recognise(
    offers: [(service: Service, sources: Int)], uses: [(service: Service, targets: Int)],
    maxima: [Double]?
  ) -> Recognition {
    func most(_ isOne: (Service) -> Bool) -> (service: Service, sources: Int)? {
      offers.filter { isOne($0.service) }.max { $0.sources < $1.sources }
    }
    func accepted(_ role: Role, _ best: (service: Service, sources: Int)) -> Recognition {
      Recognition(
        role: role, evidence: "accepted \(best.service.title) from \(best.sources) hosts")
    }
    if let kerberos = most({ $0.port == 88 }), let ldap = most({ [389, 636].contains($0.port) }),
      min(kerberos.sources, ldap.sources) >= 3
    {
      return accepted(.domainController, kerberos)
    }
    if let scan = scanner(maxima) { return scan }
    if let widest = uses.max(by: { $0.targets < $1.targets }), widest.targets >= 10 {
      return Recognition(
        role: .jumpHost, evidence: "reached \(widest.targets) hosts on \(widest.service.title)")
    }
    if let best = most({ [9100, 515, 631].contains($0.port) }), best.sources >= 3 {
      return accepted(.printer, best)
    }
    if let best = most({ $0.portClass == .database }), best.sources >= 2 {
      return accepted(.database, best)
    }
    if let best = most({ [445, 2049].contains($0.port) }), best.sources >= 5 {
      return accepted(.fileServer, best)
    }
    if let best = most({ _ in true }), best.sources >= 3, isMoreAskedThanAsking(maxima) {
      return accepted(.server, best)
    }
    return Recognition(role: .client, evidence: "asks more hosts than ask it")
  }

  /// Monitoring, patching and scanning reach workstations too, but fewer hosts do than those a
  /// workstation asks.
  private static func isMoreAskedThanAsking(_ maxima: [Double]?) -> Bool {
    guard let maxima, let asked = Feature.index(of: "fan_in"),
      let asking = Feature.index(of: "fan_out")
    else { return true }
    return maxima[asked] >= maxima[asking]
  }

  private static func scanner(_ maxima: [Double]?) -> Recognition? {
    func most(_ name: String) -> Double {
      Feature.index(of: name).flatMap { maxima?[$0] } ?? 0
    }
    let ports = most("ports_per_target")
    let hosts = most("single_port_fan_out")
    guard max(ports, hosts) >= 50, most("failed_share") >= 0.5 else { return nil }
    return Recognition(
      role: .scanner,
      evidence: "tried up to \(Int(ports)) ports of one host and \(Int(hosts)) hosts on one port "
        + "in a past window, with failures of \(Int(most("failed_share") * 100)) %")
  }
}
