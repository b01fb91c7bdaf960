// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
public import Topology

/// What is known of each host by address: name, role, subnet, and how it was judged.
public struct HostDirectory: Sendable {
  private let subnets: SubnetMap
  private var names: [IPAddress: String]
  private var roles: [IPAddress: Role]
  private var assessed: [IPAddress: NamedSubnet] = [:]
  private var findings: [IPAddress: Finding] = [:]
  private var firstSeen: [IPAddress: Timestamp] = [:]

  /// The directory of hosts nothing but this is known of.
  public init(
    subnets: SubnetMap = SubnetMap(), names: [IPAddress: String] = [:],
    roles: [IPAddress: Role] = [:]
  ) {
    self.subnets = subnets
    self.names = names
    self.roles = roles
  }

  /// The directory of what an analysis says of its hosts; hosts it did not assess are looked
  /// up in `subnets`.
  ///
  /// - Complexity: O(assessments + findings).
  public init(_ result: AnalysisResult, subnets: SubnetMap = SubnetMap()) {
    self.init(subnets: subnets)
    for assessment in result.assessments {
      if let name = assessment.name, !name.isEmpty { names[assessment.host] = name }
      if roles[assessment.host] ?? .unknown == .unknown { roles[assessment.host] = assessment.role }
      assessed[assessment.host] = assessment.subnet
    }
    for finding in result.findings {
      let first = min(firstSeen[finding.host] ?? finding.firstSeen, finding.firstSeen)
      firstSeen[finding.host] = first
      if let known = findings[finding.host],
        (known.severity, known.score) >= (finding.severity, finding.score)
      {
        continue
      }
      findings[finding.host] = finding
    }
  }

  /// The host's name from an assets file, made safe to show; nil if it has none.
  public func name(of host: IPAddress) -> String? {
    if host == .internet { return "Internet" }
    return names[host].map { SafeText.clean($0, limit: 40) }
  }

  /// The name, or else the address.
  public func title(of host: IPAddress) -> String { name(of: host) ?? host.description }

  /// Name and address: `FS01 (10.2.0.4)`.
  public func fullTitle(of host: IPAddress) -> String {
    if host == .internet { return "Internet" }
    return name(of: host).map { "\($0) (\(host))" } ?? host.description
  }

  /// What the host is for.
  public func role(of host: IPAddress) -> Role {
    host == .internet ? .internet : roles[host] ?? .unknown
  }

  /// The subnet the host belongs to.
  public func subnet(of host: IPAddress) -> NamedSubnet {
    assessed[host] ?? subnets.subnet(of: host)
  }

  /// The most severe finding about the host, nil if it was not flagged.
  public func finding(about host: IPAddress) -> Finding? { findings[host] }

  /// When the first flow that speaks against the host started, over all windows.
  public func firstSeen(_ host: IPAddress) -> Timestamp? { firstSeen[host] }

  /// Whether the analysis saw this host in a window judged.
  func isAssessed(_ host: IPAddress) -> Bool { assessed[host] != nil }

  /// Every flagged host, by address.
  public var flagged: [IPAddress] { findings.keys.sorted() }
}
