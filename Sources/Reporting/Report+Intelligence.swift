// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// What was found of addresses somebody has warned of.
  public struct Intelligence: Codable, Hashable, Sendable {
    /// Addresses and blocks looked for.
    public var indicators: Int
    /// Values of the list that could not be used.
    public var rejected: Int
    /// Our hosts that met one of them.
    public var hosts: Int
    /// Hosts of ours that are on the list themselves.
    public var ownHosts: [OwnIndicator]
    /// All sightings: those of one host, indicator, service and direction are one.
    public var total: Int
    /// The first ``Report/listedSightings`` of them, those of flagged hosts first, then by time.
    public var listed: [Sighting]
  }

  /// A host of ours that is on a list of indicators.
  public struct OwnIndicator: Codable, Hashable, Sendable {
    /// The host.
    public var host: Host
    /// The listed address or block, in CIDR form.
    public var indicator: String
    /// What the list says of it; empty if nothing.
    public var label: String
  }

  /// All flows between one of our hosts and the addresses of one indicator, on one service.
  public struct Sighting: Codable, Hashable, Sendable {
    /// Our host.
    public var host: Host
    /// The listed address or block, in CIDR form.
    public var indicator: String
    /// The address of it that was met first.
    public var address: String
    /// What the list says of it; empty if nothing.
    public var label: String
    /// Whether our host opened the connections.
    public var isOutward: Bool
    /// `tcp`.
    public var transport: String
    /// The target's port.
    public var port: Int
    /// `HTTPS (tcp/443)`.
    public var service: String
    /// How many flows.
    public var flows: Int64
    /// How many of them never came about.
    public var failedFlows: Int64
    /// From the side that opened them.
    public var bytesOut: Int64
    /// To the side that opened them.
    public var bytesIn: Int64
    /// Start of the first flow.
    public var firstSeen: String
    /// Start of the last flow.
    public var lastSeen: String
    /// The finding about the host, if it is flagged.
    public var finding: String?
  }

  /// What was left alone because somebody vouches for it.
  public struct Allowance: Codable, Hashable, Sendable {
    /// Every rule, in the order of the file.
    public var rules: [AllowRule]
    /// Hosts that would be flagged but for a rule, at most ``Report/listedAllowed``.
    public var hosts: [AllowedHost]
    /// How many such hosts there are, in all windows.
    public var hostsTotal: Int
  }

  /// A rule of an allow list and what it did.
  public struct AllowRule: Codable, Hashable, Sendable {
    /// Its line in the file.
    public var line: Int
    /// Who may open sessions, as written.
    public var source: String
    /// To whom, as written.
    public var target: String
    /// `445`, `tcp/445` or `*`.
    public var port: String
    /// Why.
    public var reason: String
    /// From when on it no longer allows; nil for no end.
    public var expires: String?
    /// `used`, `unused` or `expired`: by the time of the flows, not by the clock.
    public var state: String
    /// Edges of judged windows it allowed.
    public var edges: Int
    /// Their flows.
    public var flows: Int64
    /// Edges it would have allowed, had it not expired.
    public var expiredEdges: Int
    /// Hosts in windows that are not flagged because of it.
    public var hosts: Int
  }

  /// A host that would be flagged but for an allow list.
  public struct AllowedHost: Codable, Hashable, Sendable {
    /// The host.
    public var host: Host
    /// When.
    public var window: Window
    /// 0...1, higher is more anomalous.
    public var score: Double
    /// The chance of a score as high from a benign host, 0...1.
    public var pValue: Double
    /// The strongest reason against it, if any.
    public var reason: String?
    /// Lines of the rules that cover what it did.
    public var lines: [Int]
  }

  /// How many sightings a report lists.
  public static let listedSightings = 200
  /// How many hosts a report lists that are not flagged because of an allow list.
  public static let listedAllowed = 200
}
