// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What can be said of one host in one window; one row of `score`.
public struct HostAssessment: Hashable, Sendable {
  /// The judgement.
  public enum Outcome: Hashable, Sendable {
    /// History or window too thin, with the reason.
    case notEvaluable(String)
    /// Judged.
    case scored(Score)
  }

  /// A judgement in numbers.
  public struct Score: Hashable, Sendable {
    /// How anomalous, 0...1; higher is more anomalous.
    public var score: Double
    /// The chance of a score as high from a benign host, 0...1.
    public var pValue: Double
    /// How urgent; `.none` unless flagged.
    public var severity: Severity
    /// Whether it is beyond the false-discovery line or within the alert budget.
    public var isFlagged: Bool

    /// The judgement with these values.
    public init(score: Double, pValue: Double, severity: Severity, isFlagged: Bool) {
      self.score = score
      self.pValue = pValue
      self.severity = severity
      self.isFlagged = isFlagged
    }
  }

  /// The host.
  public var host: IPAddress
  /// Its name from an assets file, if any.
  public var name: String?
  /// The window.
  public var window: TimeRange
  /// The host's subnet.
  public var subnet: NamedSubnet
  /// What the host is for.
  public var role: Role
  /// The judgement.
  public var outcome: Outcome
  /// Why, strongest first.
  public var reasons: [Evidence]
  /// The host's features, in the order of the result's feature names.
  public var features: [Double]

  /// The rules of an allow list that cover all that speaks against the host, by number: it would
  /// be flagged but for them.
  public var allowedBy: [Int] = []
  /// How detectors came to it; nil unless it was asked for.
  public var explanation: Explanation?

  /// The assessment with these values.
  public init(
    host: IPAddress, name: String? = nil, window: TimeRange, subnet: NamedSubnet, role: Role,
    outcome: Outcome, reasons: [Evidence] = [], features: [Double] = []
  ) {
    self.host = host
    self.name = name
    self.window = window
    self.subnet = subnet
    self.role = role
    self.outcome = outcome
    self.reasons = reasons
    self.features = features
  }

  /// The judgement, nil if the host is not evaluable.
  public var score: Score? {
    guard case .scored(let score) = outcome else { return nil }
    return score
  }
}

/// An edge between two internal subnets; one row of `crossings.csv`.
public struct SubnetCrossing: Hashable, Sendable {
  /// What was seen.
  public var edge: Edge
  /// Where it came from.
  public var sourceSubnet: NamedSubnet
  /// Where it went.
  public var targetSubnet: NamedSubnet
  /// Whether nobody in the source subnet used this service in the target subnet before; nil
  /// without a baseline.
  public var isNewCell: Bool?
  /// The finding about the source or target it belongs to, if any.
  public var findingID: String?

  /// The crossing with these values.
  public init(
    edge: Edge, sourceSubnet: NamedSubnet, targetSubnet: NamedSubnet, isNewCell: Bool?,
    findingID: String?
  ) {
    self.edge = edge
    self.sourceSubnet = sourceSubnet
    self.targetSubnet = targetSubnet
    self.isNewCell = isNewCell
    self.findingID = findingID
  }
}
