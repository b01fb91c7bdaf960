// SPDX-License-Identifier: Apache-2.0

/// How urgent a finding is.
public enum Severity: String, CaseIterable, Hashable, Sendable, Codable, Comparable {
  /// Not flagged.
  case none
  /// Flagged by an alert budget, and no rarer than chance: a p-value above 0.05.
  case low
  /// Flagged.
  case medium
  /// Flagged and on an attack path.
  case high
  /// Flagged and sending on an attack path that goes on from host to host.
  case critical

  private var rank: Int {
    switch self {
    case .none: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }

  /// The less urgent first.
  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}
