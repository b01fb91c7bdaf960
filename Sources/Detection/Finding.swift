// SPDX-License-Identifier: Apache-2.0

public import Flows

/// One counted sentence saying why something was flagged.
public struct Evidence: Hashable, Sendable {
  /// Where the sentence comes from, which also orders a list of them.
  public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
    /// A hop of an attack path.
    case path
    /// An edge not seen before.
    case edge
    /// A feature out of its usual range.
    case feature
    /// What tempers the finding: a role, thin data.
    case context
  }

  /// Where the sentence comes from.
  public let kind: Kind
  /// The sentence: "first SMB 10.2.0.4 → 10.9.0.7; 0 of 1214 baseline host-days …".
  public let text: String

  /// The sentence `text` of this kind.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// A host flagged in one window, with the evidence.
public struct Finding: Hashable, Sendable {
  /// Derived from site, host and window start, so that a verdict survives a second run.
  public let id: String
  /// The flagged host.
  public let host: IPAddress
  /// The window it was flagged in.
  public let window: TimeRange
  /// How urgent.
  public let severity: Severity
  /// How anomalous against the baseline, 0...1; higher is more anomalous.
  public let score: Double
  /// The chance of a score as high from a benign host, 0...1.
  public let pValue: Double
  /// When the first flow that speaks against the host started.
  public let firstSeen: Timestamp
  /// Why, strongest first; never empty.
  public let reasons: [Evidence]
  /// What it is consistent with, by id.
  public let techniques: [Technique]
  /// Innocent explanations, and how to rule each out.
  public let benignIf: [String]

  /// The finding with these values; its id follows from `site`, `host` and `window`;
  /// `site` is the network the host is of, empty if there is only one.
  public init(
    site: String = "", host: IPAddress, window: TimeRange, severity: Severity, score: Double,
    pValue: Double,
    firstSeen: Timestamp, reasons: [Evidence], techniques: [Technique], benignIf: [String]
  ) {
    id = StableID.make(
      "finding", StableID.site(site) + [host.description, window.start.description])
    self.host = host
    self.window = window
    self.severity = severity
    self.score = score
    self.pValue = pValue
    self.firstSeen = firstSeen
    self.reasons = reasons
    self.techniques = techniques
    self.benignIf = benignIf
  }
}
