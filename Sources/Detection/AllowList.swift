// SPDX-License-Identifier: Apache-2.0

public import Flows
import Topology

/// Sessions somebody vouches for, each with a reason and perhaps an end.
///
/// What a rule allows is no step of a chain, and a host that did nothing but what is allowed is
/// not flagged. Nothing disappears: edges, features and scores stay, and every rule is listed with
/// what it did.
public struct AllowList: Sendable {
  /// One side of a rule.
  public enum Party: Hashable, Sendable {
    /// Any host, the Internet included.
    case anyone
    /// Hosts of a block of addresses.
    case block(Subnet)
    /// The host with this name in the assets file, at its addresses, while they were its own.
    case host(name: String, addresses: [IPAddress])
  }

  /// One line of an allow file.
  public struct Rule: Hashable, Sendable {
    /// Its line in the file.
    public var line: Int
    /// Who may open sessions.
    public var source: Party
    /// To whom.
    public var target: Party
    /// Over which protocol; nil for any.
    public var transport: TransportProtocol?
    /// To which port; nil for any.
    public var port: UInt16?
    /// Why.
    public var reason: String
    /// Sessions from this moment on are not allowed; nil for no end.
    public var expires: Timestamp?

    /// The rule with these values.
    public init(
      line: Int, source: Party, target: Party, transport: TransportProtocol? = nil,
      port: UInt16? = nil, reason: String, expires: Timestamp? = nil
    ) {
      self.line = line
      self.source = source
      self.target = target
      self.transport = transport
      self.port = port
      self.reason = reason
      self.expires = expires
    }
  }

  /// What a rule did in the judged windows.
  public struct Use: Hashable, Sendable {
    /// Edges of a window it allowed.
    public var edges = 0
    /// Their flows.
    public var flows: Int64 = 0
    /// Edges it would have allowed, had it not expired.
    public var expiredEdges = 0
    /// Hosts in windows that are not flagged because of it.
    public var hosts = 0
  }

  /// A rule that speaks of a session.
  struct Match: Equatable {
    let rule: Int
    let isExpired: Bool
  }

  private struct Pair: Hashable {
    let source: Subnet
    let target: Subnet
  }

  private struct Shape: Hashable {
    let source: Int
    let target: Int
  }

  /// The rules, in the order of the file.
  public let rules: [Rule]
  private let assets: AssetTable
  private let byPair: [Pair: [Int]]
  private let shapes: [Shape]

  private static let everything = Subnet(
    around: IPAddress(high: 0, low: 0), prefixLength: 0)

  /// The list of these rules; `assets` tells at what time an address had a name.
  public init(_ rules: [Rule] = [], assets: AssetTable = AssetTable()) {
    self.rules = rules
    self.assets = assets
    var byPair: [Pair: [Int]] = [:]
    for (number, rule) in rules.enumerated() {
      for source in rule.source.blocks {
        for target in rule.target.blocks {
          byPair[Pair(source: source, target: target), default: []].append(number)
        }
      }
    }
    self.byPair = byPair
    shapes = Set(
      byPair.keys.map {
        Shape(source: $0.source.prefixLength, target: $0.target.prefixLength)
      }
    ).sorted { ($0.source, $0.target) < ($1.source, $1.target) }
  }

  /// Whether there is no rule.
  public var isEmpty: Bool { rules.isEmpty }

  /// The first rule that allows a session; else the first that did until it expired.
  ///
  /// - Complexity: O(distinct pairs of prefix lengths + rules for the same blocks).
  func match(
    _ source: IPAddress, _ target: IPAddress, _ service: Service, at moment: Timestamp
  ) -> Match? {
    var best: Match?
    for shape in shapes {
      guard let from = Self.block(source, shape.source), let to = Self.block(target, shape.target)
      else { continue }
      for number in byPair[Pair(source: from, target: to)] ?? [] {
        let rule = rules[number]
        guard rule.transport ?? service.transport == service.transport,
          rule.port ?? service.port == service.port, speaks(rule.source, of: source, at: moment),
          speaks(rule.target, of: target, at: moment)
        else { continue }
        let match = Match(rule: number, isExpired: rule.expires.map { $0 <= moment } ?? false)
        let rank = { (match: Match) in (match.isExpired ? 1 : 0, match.rule) }
        if best.map({ rank(match) < rank($0) }) ?? true { best = match }
      }
    }
    return best
  }

  /// Whether a rule in force allows `edge`.
  func allows(_ edge: Edge) -> Bool {
    guard !isEmpty else { return false }
    let match = match(edge.source, edge.target, edge.service, at: edge.firstSeen)
    return match.map { !$0.isExpired } ?? false
  }

  private func speaks(_ party: Party, of address: IPAddress, at moment: Timestamp) -> Bool {
    guard case .host(let name, _) = party else { return true }
    return assets.asset(address, at: moment)?.name == name
  }

  private static func block(_ address: IPAddress, _ length: Int) -> Subnet? {
    guard length > 0 else { return everything }
    let own = address.isV4 ? length - 96 : length
    return own >= 0 ? Subnet(around: address, prefixLength: own) : nil
  }
}

extension AllowList.Party {
  fileprivate var blocks: [Subnet] {
    switch self {
    case .anyone: [Subnet(around: IPAddress(high: 0, low: 0), prefixLength: 0)]
    case .block(let block): [block]
    case .host(_, let addresses):
      addresses.map { Subnet(around: $0, prefixLength: $0.isV4 ? 32 : 128) }
    }
  }

  /// As it was written.
  public var text: String {
    switch self {
    case .anyone: "*"
    case .block(let block): block.base == .internet ? "internet" : block.description
    case .host(let name, _): name
    }
  }
}
