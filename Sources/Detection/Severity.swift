// SPDX-License-Identifier: Apache-2.0

/// How urgent a finding is.
public enum Severity: String, CaseIterable, Hashable, Sendable, Codable, Comparable {
  /// Not flagged.
  case none
  /// Flagged, weakly.
  case low
  /// Flagged.
  case medium
  /// Flagged strongly, or on an attack path.
  case high
  /// Part of an attack path of two or more hops.
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
