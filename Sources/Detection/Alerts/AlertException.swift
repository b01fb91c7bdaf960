// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What an analyst has said is to be expected, and until when.
public struct AlertException: Hashable, Sendable {
  /// What is expected.
  public enum Scope: String, CaseIterable, Hashable, Sendable, Codable {
    /// These hosts asking those for these services.
    case pair
    /// These cells of the subnet × port matrix.
    case cell
    /// Whatever this host does.
    case host
  }

  /// Its number.
  public var id: Int64
  /// What is expected.
  public var scope: Scope
  /// The kind of alert it came from.
  public var kind: AlertDraft.Kind
  /// Windows that start earlier are not affected: they hold what was accepted.
  public var since: Timestamp
  /// Windows that start then or later are not affected; nil for ever.
  public var until: Timestamp?
  /// The severity that was accepted; anything more severe is another matter.
  public var severity: Severity
  /// Flows that were accepted.
  public var flows: Int64
  /// Bytes that were accepted.
  public var bytes: Int64
  /// The host, if the scope is one.
  public var host: IPAddress?
  /// The cells, if the scope is cells.
  public var cells: Set<SubnetPortMatrix.Cell>
  /// Who may ask whom for what, if the scope is pairs.
  public var pairs: Set<Pair>

  /// A host asking another for a service.
  public struct Pair: Hashable, Sendable {
    /// Who asks.
    public var source: IPAddress
    /// Who is asked.
    public var target: IPAddress
    /// For what.
    public var service: Service

    /// The pair of these.
    public init(source: IPAddress, target: IPAddress, service: Service) {
      self.source = source
      self.target = target
      self.service = service
    }

    init(_ edge: Edge) {
      self.init(source: edge.source, target: edge.target, service: edge.service)
    }
  }

  /// How many times what was accepted is still the same in kind.
  public static let factor: Int64 = 3
  /// Below these, amounts do not make it another matter.
  static let leastFlows: Int64 = 100
  static let leastBytes: Int64 = 50_000_000

  /// The exception with these values.
  public init(
    id: Int64, scope: Scope, kind: AlertDraft.Kind, since: Timestamp, until: Timestamp?,
    severity: Severity, flows: Int64, bytes: Int64, host: IPAddress? = nil,
    cells: Set<SubnetPortMatrix.Cell> = [], pairs: Set<Pair> = []
  ) {
    self.id = id
    self.scope = scope
    self.kind = kind
    self.since = since
    self.until = until
    self.severity = severity
    self.flows = flows
    self.bytes = bytes
    self.host = host
    self.cells = cells
    self.pairs = pairs
  }

  /// Whether it holds in a window.
  public func holds(in window: TimeRange) -> Bool {
    since <= window.start && (until.map { window.start < $0 } ?? true)
  }

  /// Whether a crossing is expected.
  public func covers(_ event: CrossingEvent) -> Bool {
    guard kind != .path, !isMore(event.severity, event.use.flows, event.use.bytes) else {
      return false
    }
    switch scope {
    case .host: return host.map { host in event.edges.allSatisfy { $0.source == host } } ?? false
    case .cell: return cells.contains(event.cell)
    case .pair: return event.edges.allSatisfy { pairs.contains(Pair($0)) }
    }
  }

  /// Whether a host or a path is expected.
  public func covers(_ draft: AlertDraft) -> Bool {
    guard !isMore(draft.severity, draft.flows, draft.bytes) else { return false }
    switch (draft.kind, scope) {
    case (.host, .host): return host != nil && draft.host == host
    case (.host, .pair):
      return kind == .host && isWhole(draft)
    case (.path, .pair): return kind == .path && isWhole(draft)
    // An intruder may well go over a host whose habits are accepted.
    case (.path, _), (.host, .cell), (.crossing, _): return false
    }
  }

  /// Whether all edges of a draft are known, and expected.
  private func isWhole(_ draft: AlertDraft) -> Bool {
    !draft.members.isEmpty && draft.members.count < AlertDraft.mostMembers
      && draft.members.allSatisfy { pairs.contains(Pair($0.edge)) }
  }

  /// Whether it is so much more than was accepted that it is another matter.
  private func isMore(_ severity: Severity, _ flows: Int64, _ bytes: Int64) -> Bool {
    Self.isMore(
      (severity, flows, bytes), than: (self.severity, self.flows, self.bytes))
  }

  /// Whether what is seen is so much more than what an analyst judged that it is another matter:
  /// more severe, or several times as many flows or bytes.
  public static func isMore(
    _ seen: (severity: Severity, flows: Int64, bytes: Int64),
    than judged: (severity: Severity, flows: Int64, bytes: Int64)
  ) -> Bool {
    func exceeds(_ now: Int64, _ accepted: Int64, _ least: Int64) -> Bool {
      let (limit, overflow) = accepted.multipliedReportingOverflow(by: factor)
      return !overflow && now > max(limit, least)
    }
    return seen.severity > judged.severity || exceeds(seen.flows, judged.flows, leastFlows)
      || exceeds(seen.bytes, judged.bytes, leastBytes)
  }
}
