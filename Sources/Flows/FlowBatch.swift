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

/// Many flows, column by column; all columns are equally long, row *i* is one flow.
public struct FlowBatch: Sendable {
  /// When each flow started, microseconds since the epoch.
  public private(set) var starts: [Int64] = []
  /// Microseconds from first to last packet.
  public private(set) var durations: [Int64] = []
  /// Who opened each connection.
  public private(set) var sources: [IPAddress] = []
  /// Who was asked.
  public private(set) var targets: [IPAddress] = []
  /// Initiators' ports.
  public private(set) var sourcePorts: [UInt16] = []
  /// What was asked for.
  public private(set) var services: [Service] = []
  /// Packets from source to target.
  public private(set) var packetsOut: [Int64] = []
  /// Packets from target to source.
  public private(set) var packetsIn: [Int64] = []
  /// Bytes from source to target.
  public private(set) var bytesOut: [Int64] = []
  /// Bytes from target to source.
  public private(set) var bytesIn: [Int64] = []
  /// How far each connection came.
  public private(set) var states: [ConnectionState] = []
  /// How sure each direction is.
  public private(set) var directions: [DirectionEvidence] = []

  /// An empty batch.
  public init() {}

  /// A batch of these flows, in this order.
  public init(_ flows: some Sequence<Flow>) {
    for flow in flows { append(flow) }
  }

  /// How many flows there are.
  public var count: Int { starts.count }

  /// Adds one flow at the end.
  public mutating func append(_ flow: Flow) {
    starts.append(flow.start.microseconds)
    durations.append(flow.durationMicroseconds)
    sources.append(flow.source)
    targets.append(flow.target)
    sourcePorts.append(flow.sourcePort)
    services.append(flow.service)
    packetsOut.append(flow.packetsOut)
    packetsIn.append(flow.packetsIn)
    bytesOut.append(flow.bytesOut)
    bytesIn.append(flow.bytesIn)
    states.append(flow.state)
    directions.append(flow.direction)
  }

  /// The flow in `row`.
  public subscript(row: Int) -> Flow {
    Flow(
      start: Timestamp(microseconds: starts[row]), durationMicroseconds: durations[row],
      source: sources[row], target: targets[row], sourcePort: sourcePorts[row],
      service: services[row], packetsOut: packetsOut[row], packetsIn: packetsIn[row],
      bytesOut: bytesOut[row], bytesIn: bytesIn[row], state: states[row],
      direction: directions[row])
  }
}
