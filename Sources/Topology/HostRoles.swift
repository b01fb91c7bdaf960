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
  /// The first rule that holds counts:
  /// 1. domain controller: accepts Kerberos and LDAP, each from 3 hosts;
  /// 2. scanner: tried 50 hosts or ports in a window, half of it in vain;
  /// 3. IoT or OT device: accepts an industrial protocol, or asks 2 hosts for one;
  /// 4. monitor: reaches 10 hosts on SNMP or on the port of a monitoring agent;
  /// 5. jump host, admin workstation: reach 10, or 3, hosts on one remote-administration service;
  /// 6. printer, database, file server: accept it from 3, 2 and 5 hosts;
  /// 7. server: accepts any service from 3 hosts, and is asked by more hosts in a window than it
  ///    asks; else client.
  ///
  /// Where there are few hosts, a third of them is enough for the rules on what a host accepts,
  /// but at least two, or one for a domain controller.
  ///
  /// - Complexity: O(host-services · log).
  public init(_ profiles: HostProfiles) {
    var offered: [IPAddress: [(service: Service, hosts: Int)]] = [:]
    for (key, count) in profiles.sourceCounts {
      offered[key.host, default: []].append((key.service, count))
    }
    var used: [IPAddress: [(service: Service, hosts: Int)]] = [:]
    for (key, count) in profiles.targetCounts {
      used[key.host, default: []].append((key.service, count))
    }
    let hosts = profiles.hosts
    for host in hosts {
      let traits = HostTraits(
        offers: (offered[host] ?? []).sorted { $0.service < $1.service },
        uses: (used[host] ?? []).sorted { $0.service < $1.service },
        maxima: profiles.maxima(of: host), hostCount: hosts.count)
      known[host] = traits.recognition
    }
  }

  /// The role of `host` and why; unknown if it was never seen.
  public func recognition(of host: IPAddress) -> Recognition {
    if host == .internet { return Recognition(role: .internet, evidence: "outside") }
    return known[host] ?? Recognition(role: .unknown, evidence: "not seen in the baseline")
  }
}
