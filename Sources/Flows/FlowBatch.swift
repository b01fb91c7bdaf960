// SPDX-License-Identifier: Apache-2.0

/// What is known of who opened a connection.
public enum DirectionEvidence: UInt8, Sendable {
  /// The record saw the opening handshake: source and target are certain.
  case handshake
  /// The exporter says so without having seen the handshake, or is known to guess.
  case stated
  /// The exporter says that it does not know.
  case unknown
}

/// One record of one connection (RFC 7011); a row of ``FlowBatch`` for tests and printing.
public struct Flow: Hashable, Sendable {
  /// When the first packet was seen.
  public var start: Timestamp
  /// Microseconds from first to last packet, at least 0.
  public var durationMicroseconds: Int64
  /// Who opened the connection.
  public var source: IPAddress
  /// Who was asked.
  public var target: IPAddress
  /// The initiator's port; 0 for protocols without ports.
  public var sourcePort: UInt16
  /// What was asked for: transport and responder port.
  public var service: Service
  /// Packets from source to target, at least 0.
  public var packetsOut: Int64
  /// Packets from target to source, at least 0.
  public var packetsIn: Int64
  /// Payload or IP bytes (as the format counts them) from source to target, at least 0.
  public var bytesOut: Int64
  /// Bytes from target to source, at least 0.
  public var bytesIn: Int64
  /// How far the connection came.
  public var state: ConnectionState
  /// How sure it is that `source` opened it.
  public var direction: DirectionEvidence

  /// The flow with these values.
  public init(
    start: Timestamp, durationMicroseconds: Int64 = 0, source: IPAddress, target: IPAddress,
    sourcePort: UInt16 = 0, service: Service, packetsOut: Int64 = 0, packetsIn: Int64 = 0,
    bytesOut: Int64 = 0, bytesIn: Int64 = 0, state: ConnectionState = .unknown,
    direction: DirectionEvidence = .stated
  ) {
    self.start = start
    self.durationMicroseconds = durationMicroseconds
    self.source = source
    self.target = target
    self.sourcePort = sourcePort
    self.service = service
    self.packetsOut = packetsOut
    self.packetsIn = packetsIn
    self.bytesOut = bytesOut
    self.bytesIn = bytesIn
    self.state = state
    self.direction = direction
  }

  /// The same connection seen as opened by the other side.
  ///
  /// The direction is marked as guessed; the state keeps its meaning.
  public var turned: Flow {
    var other = self
    (other.source, other.target) = (target, source)
    other.sourcePort = service.port
    other.service = Service(service.transport, sourcePort)
    (other.packetsOut, other.packetsIn) = (packetsIn, packetsOut)
    (other.bytesOut, other.bytesIn) = (bytesIn, bytesOut)
    other.direction = .stated
    return other
  }
}

/// Many flows in a row.
///
/// Whoever makes a flow has all of it at hand, and so does whoever sums it up: whole flows one
/// after the other take half the time of twelve columns.
public struct FlowBatch: Sendable {
  private var flows: [Flow] = []

  /// An empty batch.
  public init() {}

  /// A batch of these flows, in this order.
  public init(_ flows: some Sequence<Flow>) { self.flows = Array(flows) }

  /// How many flows there are.
  public var count: Int { flows.count }

  /// Makes room for `count` flows.
  public mutating func reserveCapacity(_ count: Int) { flows.reserveCapacity(count) }

  /// Adds one flow at the end.
  public mutating func append(_ flow: Flow) { flows.append(flow) }

  /// Adds the flows of `later` at the end.
  public mutating func append(contentsOf later: FlowBatch) { flows += later.flows }

  /// The flow in `row`.
  public subscript(row: Int) -> Flow { flows[row] }

  /// One value of every flow, looked up when it is asked for.
  public typealias Column<Value> = LazyMapCollection<[Flow], Value>

  /// When each flow started, microseconds since the epoch.
  public var starts: Column<Int64> { flows.lazy.map(\.start.microseconds) }
  /// Microseconds from first to last packet.
  public var durations: Column<Int64> { flows.lazy.map(\.durationMicroseconds) }
  /// Who opened each connection.
  public var sources: Column<IPAddress> { flows.lazy.map(\.source) }
  /// Who was asked.
  public var targets: Column<IPAddress> { flows.lazy.map(\.target) }
  /// Initiators' ports.
  public var sourcePorts: Column<UInt16> { flows.lazy.map(\.sourcePort) }
  /// What was asked for.
  public var services: Column<Service> { flows.lazy.map(\.service) }
  /// Packets from source to target.
  public var packetsOut: Column<Int64> { flows.lazy.map(\.packetsOut) }
  /// Packets from target to source.
  public var packetsIn: Column<Int64> { flows.lazy.map(\.packetsIn) }
  /// Bytes from source to target.
  public var bytesOut: Column<Int64> { flows.lazy.map(\.bytesOut) }
  /// Bytes from target to source.
  public var bytesIn: Column<Int64> { flows.lazy.map(\.bytesIn) }
  /// How far each connection came.
  public var states: Column<ConnectionState> { flows.lazy.map(\.state) }
  /// How sure each direction is.
  public var directions: Column<DirectionEvidence> { flows.lazy.map(\.direction) }
}
