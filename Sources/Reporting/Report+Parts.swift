// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// A host as a reader needs it.
  public struct Host: Codable, Hashable, Sendable {
    /// The address, or `Internet`.
    public var address: String
    /// The name from an assets file, if any.
    public var name: String?
    /// What it is for.
    public var role: String
    /// Its subnet in CIDR form.
    public var subnet: String
    /// Its subnet's name; empty if nobody said.
    public var subnetName: String
    /// Its zone; empty if nobody said.
    public var zone: String

    /// Name and address: `FS01 (10.2.0.4)`.
    public var title: String { name.map { "\($0) (\(address))" } ?? address }
  }

  /// A technique what was seen is consistent with.
  public struct Technique: Codable, Hashable, Sendable {
    /// `T1021.002`.
    public var id: String
    /// `SMB/Windows Admin Shares`.
    public var name: String
  }

  /// A technique and where it was seen.
  public struct TechniqueUse: Codable, Hashable, Sendable {
    /// The technique.
    public var technique: Technique
    /// Hops consistent with it.
    public var hops: Int
    /// Flagged hosts consistent with it, by address.
    public var hosts: [String]
  }

  /// One counted sentence.
  public struct Reason: Codable, Hashable, Sendable {
    /// `path`, `edge`, `indicator`, `feature` or `context`.
    public var kind: String
    /// The sentence.
    public var text: String
  }

  /// A host flagged in one window.
  public struct Finding: Codable, Hashable, Sendable {
    /// The same in every run.
    public var id: String
    /// The flagged host.
    public var host: Host
    /// The window it was flagged in.
    public var window: Window
    /// `low`, `medium`, `high` or `critical`.
    public var severity: String
    /// 0...1, higher is more anomalous.
    public var score: Double
    /// The chance of a score as high from a benign host, 0...1.
    public var pValue: Double
    /// When the first flow that speaks against the host started.
    public var firstSeen: String
    /// Strongest first.
    public var reasons: [Reason]
    /// Consistent with.
    public var techniques: [Technique]
    /// Innocent explanations, and how to rule each out.
    public var benignIf: [String]
    /// What the host did day by day, the past included; nil if flows of the past were not read.
    public var days: [Day]? = nil
  }

  /// A host and its score, for ranking.
  public struct RankedHost: Codable, Hashable, Sendable {
    /// The host.
    public var host: Host
    /// 0...1, higher is more anomalous.
    public var score: Double
    /// The chance of a score as high from a benign host, 0...1.
    public var pValue: Double
    /// The strongest reason, if any.
    public var reason: String?
  }

  /// A host that could not be judged, and what it did in plain counts.
  public struct UnjudgedHost: Codable, Hashable, Sendable {
    /// The host.
    public var host: Host
    /// Connections it opened.
    public var flowsOut: Int
    /// Hosts it opened them to, the Internet as one.
    public var targets: Int
    /// Services it asked for.
    public var targetPorts: Int
    /// Of the connections, how many failed.
    public var failedFlows: Int
    /// What it sent to the Internet.
    public var bytesToInternet: Int64
  }

  /// All flows of one source, target and service.
  public struct Edge: Codable, Hashable, Sendable {
    /// Who opened the connections.
    public var source: Host
    /// Who was asked.
    public var target: Host
    /// `tcp`.
    public var transport: String
    /// The target's port.
    public var port: Int
    /// `SMB (tcp/445)`.
    public var service: String
    /// How many flows.
    public var flows: Int64
    /// How many of them never came about.
    public var failedFlows: Int64
    /// From source to target.
    public var bytesOut: Int64
    /// From target to source.
    public var bytesIn: Int64
    /// Start of the first flow.
    public var firstSeen: String
    /// Start of the last flow.
    public var lastSeen: String
    /// Whether it is missing from the baseline; nil without one.
    public var isNew: Bool?
    /// Whether it goes from one internal subnet to another.
    public var crossesSubnet: Bool
  }

  /// One edge of an attack path.
  public struct Hop: Codable, Hashable, Sendable {
    /// 1, 2, 3 … in order of time.
    public var number: Int
    /// `observed`, `inferred` or `failed`.
    public var kind: String
    /// The chance that it follows from the hop before, 0...1.
    public var certainty: Double
    /// What was seen.
    public var edge: Edge
    /// Why it stands out.
    public var reason: Reason
    /// Consistent with, if anything.
    public var technique: Technique?
  }

  /// Hops in order of time, each starting where an earlier one arrived.
  public struct Path: Codable, Hashable, Sendable {
    /// The same in every run.
    public var id: String
    /// Where it starts.
    public var entry: Host
    /// 0...1, over the longest branch.
    public var certainty: Double
    /// In order of time.
    public var hops: [Hop]
    /// Hosts reached, the entry not counted.
    public var hostsReached: Int
    /// Subnets touched, the entry's included.
    public var subnetsTouched: Int
  }

  /// An edge between two internal subnets.
  public struct Crossing: Codable, Hashable, Sendable {
    /// What was seen.
    public var edge: Edge
    /// Whether nobody in the source subnet used this service in the target subnet before.
    public var isNewCell: Bool?
    /// The finding it belongs to, if any.
    public var finding: String?
  }
}
