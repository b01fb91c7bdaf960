// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// How many findings an analysis may make.
public enum AlertPolicy: Hashable, Sendable {
  /// At most this expected share of false ones among them, in 0..<1 (Benjamini–Hochberg).
  case falseDiscoveryRate(Double)
  /// The most anomalous incidents of each day, this many; hosts of one chain of sessions are one.
  case alertsPerDay(Int)
}

/// Everything that steers an analysis, with its defaults.
public struct AnalysisOptions: Sendable {
  /// Length of a window in hours, 1...744.
  public var windowHours: Int
  /// Flows before this moment, rounded down to the hour, are baseline, and windows start from
  /// it; nil judges every window that has enough windows before it.
  public var baselineUntil: Timestamp?
  /// How many findings to make.
  public var policy: AlertPolicy
  /// Fixes every random choice.
  public var seed: UInt64
  /// How many threads may work, at least 1; never changes a result.
  public var threads: Int
  /// Which subnet each address belongs to.
  public var subnets: SubnetMap
  /// What an assets file says of hosts.
  public var assets: AssetTable
  /// Windows of history a window needs before it is judged or serves as reference, at least 1.
  public var minimumHistory: Int
  /// Hosts to be compared with, at least 2; fewer are not evaluable.
  public var minimumReference: Int
  /// How graph measures are made.
  public var graph: GraphOptions
  /// The longest time an intruder is expected to wait between two hops, in hours, 1...8784.
  public var horizonHours: Int
  /// How anomalies are looked for; not empty.
  public var detectors: Set<DetectorChoice> = Set(DetectorChoice.standard)
  /// Hosts known to be in an intruder's hands: flagged whatever they do, and followed.
  public var suspects: [Suspect] = []
  /// Sessions somebody vouches for.
  public var allowed = AllowList()
  /// The network the flows are of: part of the ids of findings and paths, so that those of two
  /// networks with the same addresses differ; empty if there is only one.
  public var site = ""
  /// Hosts whose judgement is explained detector by detector.
  public var explained: Set<IPAddress> = []

  /// The options with these values.
  public init(
    windowHours: Int = 24, baselineUntil: Timestamp? = nil,
    policy: AlertPolicy = .falseDiscoveryRate(0.05), seed: UInt64 = 1, threads: Int = 1,
    subnets: SubnetMap = SubnetMap(), assets: AssetTable = AssetTable(), minimumHistory: Int = 2,
    minimumReference: Int = 20, graph: GraphOptions = GraphOptions(), horizonHours: Int = 72
  ) {
    self.windowHours = windowHours
    self.baselineUntil = baselineUntil
    self.policy = policy
    self.seed = seed
    self.threads = threads
    self.subnets = subnets
    self.assets = assets
    self.minimumHistory = minimumHistory
    self.minimumReference = minimumReference
    self.graph = graph
    self.horizonHours = horizonHours
  }

  /// The detectors of features among ``detectors``, in a fixed order.
  var profileDetectors: [ProfileDetector] {
    DetectorChoice.allCases.filter(detectors.contains).compactMap(\.profileDetector)
  }

  /// Checks every value.
  ///
  /// - Throws: ``OptionsError`` naming the first value out of its range.
  public func validate() throws(OptionsError) {
    guard (1...744).contains(windowHours) else {
      throw OptionsError(
        option: "--window", value: "\(windowHours)h", allowed: "1h to 31d in whole hours")
    }
    switch policy {
    case .falseDiscoveryRate(let rate):
      guard rate > 0, rate < 1 else {
        throw OptionsError(option: "--fdr", value: "\(rate)", allowed: "above 0 and below 1")
      }
    case .alertsPerDay(let number):
      guard (1...1_000_000).contains(number) else {
        throw OptionsError(
          option: "--alerts-per-day", value: "\(number)", allowed: "1 to 1000000")
      }
    }
    guard (1...256).contains(threads) else {
      throw OptionsError(option: "--threads", value: "\(threads)", allowed: "1 to 256")
    }
    guard (1...8784).contains(horizonHours) else {
      throw OptionsError(
        option: "--horizon", value: "\(horizonHours)", allowed: "1 to 8784 hours")
    }
    let least = [
      ("--minimum-history", minimumHistory, 1), ("--minimum-reference", minimumReference, 2),
      ("--betweenness-sources", graph.betweennessSources, 1),
    ]
    for (name, value, allowed) in least where value < allowed {
      throw OptionsError(option: name, value: "\(value)", allowed: "\(allowed) or more")
    }
  }
}

/// An option with a value outside its range.
public struct OptionsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The option as the user wrote it.
  public let option: String
  /// Its value.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// The error with these values.
  public init(option: String, value: String, allowed: String) {
    self.option = option
    self.value = value
    self.allowed = allowed
  }

  /// `--fdr 2: must be above 0 and below 1`.
  public var description: String { "\(option) \(value): must be \(allowed)" }
}
