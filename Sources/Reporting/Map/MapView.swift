// SPDX-License-Identifier: Apache-2.0

internal import Topology

/// What a map is of; all are drawn from one model, ``AttackMap``.
public enum MapView: String, CaseIterable, Hashable, Sendable {
  /// Flagged hosts and attack paths.
  case path
  /// What can be reached from a host, session by session, each later than the one before.
  case blast
  /// Everything within some edges of a host.
  case neighbourhood
  /// Subnets as nodes; ports and counts between them.
  case crossings
  /// What appeared, grew or vanished from one period to another.
  case changes
}

extension AttackMap.Kind {
  /// Whether it tells one period from another.
  var isChange: Bool { self == .appeared || self == .grown || self == .vanished }

  /// Its place among all kinds.
  var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  init(_ kind: EdgeChanges.Kind) {
    switch kind {
    case .appeared: self = .appeared
    case .grown: self = .grown
    case .vanished: self = .vanished
    }
  }
}
