// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Two ends of a connection without regard to who opened it.
struct ConnectionEnds: Hashable {
  private var first: FlowEnd
  private var second: FlowEnd
  private var transport: UInt8

  /// The ends of `flow`.
  init(_ flow: Flow) {
    let source = FlowEnd(flow.source, flow.sourcePort)
    let target = FlowEnd(flow.target, flow.service.port)
    (first, second) = source <= target ? (source, target) : (target, source)
    transport = flow.service.transport.rawValue
  }

  /// Whether `flow` is written from the lower end to the higher.
  static func isUpward(_ flow: Flow) -> Bool {
    FlowEnd(flow.source, flow.sourcePort) <= FlowEnd(flow.target, flow.service.port)
  }

  /// Well mixed bits, the same on every machine.
  var mixed: UInt64 {
    var bits = UInt64(transport) << 32 | UInt64(first.port) << 16 | UInt64(second.port)
    for word in [first.address.high, first.address.low, second.address.high, second.address.low] {
      bits = Self.mix(bits ^ word)
    }
    return bits
  }

  /// The last step of splitmix64, after Vigna (public domain).
  static func mix(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// One end of a connection.
private struct FlowEnd: Hashable, Comparable {
  var address: IPAddress
  var port: UInt16

  init(_ address: IPAddress, _ port: UInt16) {
    self.address = address
    self.port = port
  }

  static func < (a: FlowEnd, b: FlowEnd) -> Bool {
    (a.address, a.port) < (b.address, b.port)
  }
}

/// Two records of one connection, one for each direction, made into one flow.
enum FlowPair {
  /// The flow that `one`, which was read first, and `other` make.
  ///
  /// Who sent the SYN that nothing had been acknowledged before opened the connection, else the
  /// only one to send a SYN, else the one to send the earlier. Without any SYN the earlier record
  /// is the initiator's, unless ports tell otherwise later.
  static func joined(_ one: Flow, _ other: Flow) -> Flow {
    let isTCP = one.service.transport == .tcp
    let (oneOpens, otherOpens) = (isTCP && holdsSYN(one), isTCP && holdsSYN(other))
    let direction: DirectionEvidence
    let isTurned: Bool
    if oneOpens, otherOpens, (one.state == .attempted) != (other.state == .attempted) {
      (isTurned, direction) = (other.state == .attempted, .handshake)
    } else if oneOpens != otherOpens {
      (isTurned, direction) = (otherOpens, .handshake)
    } else if one.start != other.start {
      (isTurned, direction) = (other.start < one.start, oneOpens ? .handshake : .stated)
    } else {
      (isTurned, direction) = (false, one.service.transport.hasPorts ? .unknown : .stated)
    }
    let (out, back) = isTurned ? (other, one) : (one, other)
    var flow = out
    flow.start = min(one.start, other.start)
    flow.durationMicroseconds = max(end(one), end(other)) - flow.start.microseconds
    flow.packetsIn = sum(out.packetsIn, back.packetsOut)
    flow.packetsOut = sum(out.packetsOut, back.packetsIn)
    flow.bytesIn = sum(out.bytesIn, back.bytesOut)
    flow.bytesOut = sum(out.bytesOut, back.bytesIn)
    flow.state = isTCP ? state(out.state, back.state) : .established
    flow.direction = direction
    return flow
  }

  /// Whether a half's state says that it holds a SYN: see ``Handshake``.
  private static func holdsSYN(_ half: Flow) -> Bool {
    switch half.state {
    case .attempted, .established, .closed, .reset: true
    case .unknown, .partial, .rejected: false
    }
  }

  /// A record whose other half did not come.
  static func alone(_ flow: Flow) -> Flow {
    guard flow.service.transport == .tcp, flow.state == .attempted else { return flow }
    var flow = flow
    // Nobody acknowledges with the first SYN.
    flow.direction = .handshake
    return flow
  }

  static func end(_ flow: Flow) -> Int64 { flow.start.microseconds + flow.durationMicroseconds }

  private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// From what each half's flags say: see ``Handshake``.
  private static func state(_ out: ConnectionState, _ back: ConnectionState) -> ConnectionState {
    switch (out, back) {
    case (.rejected, _), (_, .rejected): .rejected
    case (.unknown, .unknown): .unknown
    case (.partial, _), (.unknown, _): .partial
    // An answer without a SYN to a lone SYN is a refusal.
    case (.attempted, .partial): .rejected
    case (_, .partial), (_, .unknown): .partial
    case (.reset, _), (_, .reset): .reset
    case (.closed, .closed): .closed
    case (.attempted, .attempted): .attempted
    default: .established
    }
  }
}
