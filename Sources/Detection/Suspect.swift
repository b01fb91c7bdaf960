// SPDX-License-Identifier: Apache-2.0

public import Flows

/// A host that is known to be in an intruder's hands: what led there and what followed is looked
/// for instead of the host itself.
public struct Suspect: Hashable, Sendable {
  /// The host.
  public var host: IPAddress
  /// From when on; nil for all of the time judged.
  public var since: Timestamp?

  /// A suspect.
  public init(_ host: IPAddress, since: Timestamp? = nil) {
    self.host = host
    self.since = since
  }
}

/// Suspects by host, to ask of a moment.
struct Suspects: Sendable {
  private let since: [IPAddress: Int64]

  init(_ suspects: [Suspect] = []) {
    since = Dictionary(
      suspects.map { ($0.host, $0.since?.microseconds ?? .min) }, uniquingKeysWith: min)
  }

  var hosts: Set<IPAddress> { Set(since.keys) }

  /// Whether what the host does at a moment, in microseconds, is the intruder's.
  func acts(_ host: IPAddress, at moment: Int64) -> Bool {
    since[host].map { $0 <= moment } ?? false
  }

  /// Whether a session may be how the intruder got into the host: one that starts before the
  /// host is known to be taken, or any where that moment is not known.
  func isEntry(into host: IPAddress, at moment: Int64) -> Bool {
    since[host].map { $0 == .min || moment < $0 } ?? false
  }

  /// Whether the host is suspected at some time in a window.
  func isSuspect(_ host: IPAddress, in window: TimeRange) -> Bool {
    since[host].map { $0 < window.end.microseconds } ?? false
  }
}
