// SPDX-License-Identifier: Apache-2.0

/// What an analysis found, as plain strings and numbers: every output is made from it, and
/// `findings.json` is its JSON.
///
/// Times are ISO 8601 in UTC, addresses and subnets text; property names are written in
/// `snake_case` with the unit.
public struct Report: Codable, Hashable, Sendable {
  /// The version of this layout; it changes when a field changes its meaning or goes.
  public static let schemaVersion = "0.1"

  /// A stretch of time, the end not included.
  public struct Window: Codable, Hashable, Sendable {
    /// The first moment inside.
    public var start: String
    /// The first moment after.
    public var end: String
  }

  /// What p-values were measured against and how false alarms are held down.
  public struct Calibration: Codable, Hashable, Sendable {
    /// `baseline` or `peers`.
    public var reference: String
    /// The reference in a sentence.
    public var referenceNote: String
    /// The control of false alarms in a sentence.
    public var note: String
  }

  /// How many hosts there were and what became of them; a host flagged in two windows
  /// counts once.
  public struct HostCounts: Codable, Hashable, Sendable {
    /// Hosts assessed.
    public var assessed: Int
    /// Of these, judged in at least one window.
    public var evaluable: Int
    /// Of these, judged in none.
    public var notEvaluable: Int
    /// Of these, flagged.
    public var flagged: Int
  }

  /// Subnet crossings: all are counted, those that matter are listed.
  public struct Crossings: Codable, Hashable, Sendable {
    /// All crossings; `crossings.csv` lists them.
    public var total: Int
    /// Of these, in a (subnet → subnet, service) cell not seen in the baseline.
    public var inNewCells: Int
    /// Those in new cells or of a finding, both first, then by time.
    ///
    /// At most ``Report/listedCrossings``. Without a baseline no cell is known, and all count
    /// as new.
    public var listed: [Crossing]
  }

  /// Hosts not evaluable for one reason.
  public struct NotEvaluable: Codable, Hashable, Sendable {
    /// Why.
    public var reason: String
    /// How many hosts.
    public var count: Int
    /// The first of them by address, at most 20.
    public var hosts: [String]
  }

  /// How many crossings a report lists.
  public static let listedCrossings = 200

  /// ``schemaVersion`` of the writer.
  public var schema: String
  /// Where the report comes from.
  public var provenance: Provenance
  /// The windows judged, in order of time.
  public var windows: [Window]
  /// What p-values mean here.
  public var calibration: Calibration
  /// How many hosts there were.
  public var hostCounts: HostCounts
  /// Flagged hosts, the most urgent first.
  public var findings: [Finding]
  /// Attack paths, the most certain and longest first.
  public var paths: [Path]
  /// Edges between internal subnets.
  public var crossings: Crossings
  /// What was seen is consistent with these, by id.
  public var techniques: [TechniqueUse]
  /// Hosts that could not be judged, the commonest reason first.
  public var notEvaluable: [NotEvaluable]
  /// The most anomalous hosts that were not flagged, at most 10: context for a quiet report.
  public var runnersUp: [RankedHost]
  /// Where no host could be judged, what the first of the ranking did, at most 10.
  public var unjudged: [UnjudgedHost]
  /// Numbers behind the plots; nil in reports of earlier versions.
  public var figures: Figures?
  /// What was seen of addresses somebody has warned of; nil if none were looked for.
  public var intelligence: Intelligence?
  /// What was left alone because somebody vouches for it; nil without an allow list.
  public var allowance: Allowance?
}
