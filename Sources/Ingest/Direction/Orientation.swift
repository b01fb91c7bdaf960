// SPDX-License-Identifier: Apache-2.0
public import Flows

/// Settles who opened each connection, where the exporter did not see it.
///
/// Many exporters name the first packet's sender the source, also when the connection was under way
/// already: a web server's port 443 then "opens" a connection to port 46236. Flows whose handshake
/// was seen stay as they are. Of the others, the better known port decides; where both are alike,
/// the endpoint that more different peers use is the target; where that is even, the flow stays as
/// written.
public struct Orientation: Sendable {
  /// How many flows were settled in which way.
  public struct Counts: Equatable, Sendable {
    /// Turned round because the source had the port of a service.
    public var turnedByPorts = 0
    /// Turned round because more peers used the source's endpoint than the target's.
    public var turnedByPopularity = 0
    /// Neither ports nor peers told; kept as written.
    public var undecided = 0

    /// No flow yet.
    public init() {}

    /// Flows turned round in either way.
    public var turned: Int { turnedByPorts + turnedByPopularity }
  }

  /// What one flow's own evidence says.
  enum Judgement {
    /// Source and target are right, as far as can be told.
    case keep
    /// They are the wrong way round.
    case turn
    /// The flow alone does not tell.
    case undecided
  }

  /// Judges `flow` by its own evidence alone.
  static func judge(_ flow: Flow) -> Judgement {
    let transport = flow.service.transport
    guard flow.direction != .handshake, transport.hasPorts,
      !flow.target.isMulticastOrBroadcast
    else { return .keep }
    if flow.source.isMulticastOrBroadcast { return .turn }
    let source = PortGrade.of(flow.sourcePort, transport)
    let target = PortGrade.of(flow.service.port, transport)
    if flow.direction == .stated {
      return source >= .wellKnown && target == .ephemeral && flow.service.port > 0 ? .turn : .keep
    }
    return source == target ? .undecided : source > target ? .turn : .keep
  }

  /// Flows the exporter was unsure of and whose ports do not tell, held back until all are read.
  private(set) var undecided = FlowBatch()

  /// An orientation that holds nothing back.
  public init() {}

  /// Settles the flows of `batch` that tell by themselves and holds the others back.
  ///
  /// - Parameters:
  ///   - batch: Flows as they were written.
  ///   - counts: Flows turned are added here.
  /// - Returns: The settled flows, in the order of `batch`.
  public mutating func settle(_ batch: FlowBatch, counts: inout Counts) -> FlowBatch {
    var settled = FlowBatch()
    for row in 0..<batch.count {
      let flow = batch[row]
      switch Self.judge(flow) {
      case .keep: settled.append(Self.kept(flow))
      case .turn:
        counts.turnedByPorts += 1
        settled.append(flow.turned)
      case .undecided: undecided.append(flow)
      }
    }
    return settled
  }

  /// `flow` as it was written, told apart from flows nothing is known of.
  static func kept(_ flow: Flow) -> Flow {
    guard flow.direction == .unknown else { return flow }
    var flow = flow
    flow.direction = .stated
    return flow
  }

  /// Settles every flow held back by how many peers use its two endpoints.
  ///
  /// The peers counted are those of the flows held back. The result does not depend on the order in
  /// which, or in how many parts, flows came, but for the order of rows.
  ///
  /// - Complexity: O(flows held back) time and space.
  public mutating func settleHeldBack(counts: inout Counts) -> FlowBatch {
    let peers = PeerCounts(undecided)
    var settled = FlowBatch()
    for row in 0..<undecided.count {
      let flow = undecided[row]
      let (source, target) = (peers[Endpoint.source(flow)], peers[Endpoint.target(flow)])
      if source > target {
        counts.turnedByPopularity += 1
        settled.append(flow.turned)
      } else if source < target {
        settled.append(Self.kept(flow))
      } else {
        counts.undecided += 1
        settled.append(flow)
      }
    }
    undecided = FlowBatch()
    return settled
  }

  /// Holds back the flows of `batch`, which tell nothing by themselves.
  mutating func holdBack(_ batch: FlowBatch) {
    undecided.append(contentsOf: batch)
  }
}

/// One side of a connection.
private struct Endpoint: Hashable {
  var address: IPAddress
  var port: UInt16
  var transport: TransportProtocol

  static func source(_ flow: Flow) -> Endpoint {
    Endpoint(address: flow.source, port: flow.sourcePort, transport: flow.service.transport)
  }

  static func target(_ flow: Flow) -> Endpoint {
    Endpoint(address: flow.target, port: flow.service.port, transport: flow.service.transport)
  }
}

/// How many different endpoints each endpoint was connected with.
private struct PeerCounts {
  private struct Pair: Hashable {
    var one: Endpoint
    var other: Endpoint
  }

  private var counts: [Endpoint: Int] = [:]

  init(_ batch: FlowBatch) {
    var seen: Set<Pair> = []
    for row in 0..<batch.count {
      let flow = batch[row]
      let (source, target) = (Endpoint.source(flow), Endpoint.target(flow))
      if seen.insert(Pair(one: source, other: target)).inserted { counts[source, default: 0] += 1 }
      if seen.insert(Pair(one: target, other: source)).inserted { counts[target, default: 0] += 1 }
    }
  }

  subscript(endpoint: Endpoint) -> Int { counts[endpoint, default: 0] }
}
