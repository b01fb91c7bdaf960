// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What intruders really did: what findings and paths are held against.
public struct GroundTruth: Hashable, Sendable {
  /// Something a host did for an intruder.
  public struct Act: Hashable, Sendable {
    /// Who did it.
    public var host: IPAddress
    /// When it began; nil if the host always did.
    public var from: Timestamp?
    /// When it ended; nil if it never did.
    public var to: Timestamp?
    /// Towards whom; nil where only the host is known.
    public var target: IPAddress?
    /// Whether it gained ground, as a hop of a chain does and a scan does not.
    public var isHop: Bool

    /// The act with these values.
    public init(
      host: IPAddress, from: Timestamp?, to: Timestamp?, target: IPAddress? = nil,
      isHop: Bool = false
    ) {
      self.host = host
      self.from = from
      self.to = to
      self.target = target
      self.isHop = isHop
    }

    /// Whether some of it happened in `window`.
    public func touches(_ window: TimeRange) -> Bool {
      (from.map { $0 < window.end } ?? true) && (to.map { window.start <= $0 } ?? true)
    }
  }

  /// Everything one intruder did.
  public struct Intrusion: Hashable, Sendable {
    /// What kind of intrusion it was, as the truth names it; may be empty.
    public var scenario: String
    /// In order of time.
    public var acts: [Act]

    /// The intrusion of these acts, in any order.
    public init(scenario: String, acts: [Act]) {
      self.scenario = scenario
      self.acts = acts.enumerated().sorted {
        ($0.element.from?.microseconds ?? .min, $0.offset)
          < ($1.element.from?.microseconds ?? .min, $1.offset)
      }.map(\.element)
    }

    /// Hosts that did something, by address.
    public var senders: [IPAddress] { Set(acts.map(\.host)).sorted() }

    /// Acts that gained ground, in order of time.
    public var hops: [Act] { acts.filter { $0.isHop && $0.target != nil } }

    /// When the first hop was made, or, without any, when the first act began; nil if unknown.
    public var onset: Timestamp? { hops.first?.from ?? acts.first?.from }

    /// Whether anything happened in `window`.
    public func touches(_ window: TimeRange) -> Bool { acts.contains { $0.touches(window) } }
  }

  /// The intrusions, in the order of the truth.
  public var intrusions: [Intrusion]

  /// The truth of these intrusions.
  public init(_ intrusions: [Intrusion]) { self.intrusions = intrusions }

  /// What of it flows inside a network can show.
  ///
  /// - Parameter scope: Which addresses are internal.
  /// - Returns: The truth without acts of external hosts, hops to external ones being mere acts,
  ///   and without intrusions of which nothing is left.
  public func inside(_ scope: InternalScope) -> GroundTruth {
    GroundTruth(
      intrusions.compactMap { intrusion in
        let acts = intrusion.acts.filter { scope.contains($0.host) }.map { act in
          var act = act
          act.isHop = act.isHop && (act.target.map(scope.contains) ?? false)
          return act
        }
        return acts.isEmpty ? nil : Intrusion(scenario: intrusion.scenario, acts: acts)
      })
  }
}

extension GroundTruth.Intrusion {
  /// What was true of `host` in each of `windows`.
  ///
  /// - Complexity: O(acts · windows).
  func labels(of host: IPAddress, in windows: [TimeRange]) -> [HostTruth] {
    let own = acts.filter { $0.host == host }
    let reached = hops.first { $0.target == host }?.from
    guard !own.isEmpty || reached != nil else { return windows.map { _ in .benign } }
    let isLasting = own.contains { $0.to == nil }
    let end = acts.compactMap(\.to).max()
    var hasActed = false
    return windows.map { window in
      if own.contains(where: { $0.touches(window) }) {
        hasActed = true
        return .acting
      }
      // What was done before the first window counts as well.
      hasActed = hasActed || own.contains { $0.from.map { $0 < window.start } ?? true }
      if hasActed {
        return isLasting || end.map { window.start <= $0 } ?? true ? .waiting : .reached
      }
      return reached.map { $0 < window.end } ?? false ? .reached : .benign
    }
  }
}

/// What was true of a host in a window.
public enum HostTruth: String, Hashable, Sendable, Comparable {
  /// No intruder used it yet.
  case benign
  /// An intruder got into it, or was done with it, and sent nothing from it: flagging it is
  /// neither right nor wrong.
  case reached
  /// It sent something for an intruder earlier and nothing in this window, and the intrusion
  /// goes on.
  case waiting
  /// It sent something for an intruder.
  case acting

  /// Whether a finding about the host is right.
  public var isMalicious: Bool { self >= .waiting }

  private var rank: Int {
    switch self {
    case .benign: 0
    case .reached: 1
    case .waiting: 2
    case .acting: 3
    }
  }

  /// By how sure a finding is to be right.
  public static func < (a: HostTruth, b: HostTruth) -> Bool { a.rank < b.rank }
}
