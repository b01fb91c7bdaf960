// SPDX-License-Identifier: Apache-2.0

/// How far a connection came, in terms every source format can be put into.
public enum ConnectionState: UInt8, CaseIterable, Sendable {
  /// The source does not say.
  case unknown
  /// The initiator spoke, nobody answered (Zeek S0, Argus REQ or INT).
  case attempted
  /// The target refused (Zeek REJ).
  case rejected
  /// Established, end not seen (Zeek S1, S2, S3; Argus CON, EST).
  case established
  /// Established and closed in order (Zeek SF).
  case closed
  /// Established, then reset by either side (Zeek RSTO, RSTR).
  case reset
  /// Only the middle or one half was seen (Zeek OTH, SHR, RSTRH).
  case partial

  /// Whether the connection never came about: unanswered or refused.
  public var isFailure: Bool { self == .attempted || self == .rejected }
}
