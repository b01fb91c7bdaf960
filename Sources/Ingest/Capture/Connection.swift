// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// One connection while its packets are being read.
struct Connection {
  let key: ConnectionKey
  /// Whether the lower endpoint of ``key`` opened it.
  let isFromLower: Bool
  /// Its place among all connections, by first packet.
  var number: Int
  private var start: Int64
  private var last: Int64
  private var packets: (out: Int64, back: Int64) = (0, 0)
  /// Bytes of payload, where there are no sequence numbers.
  private var payload: (out: Int64, back: Int64) = (0, 0)
  private(set) var tcp = TCPConversation()
  /// Bytes handed out already in flows of the same connection.
  private var handedOut: (out: Int64, back: Int64) = (0, 0)

  /// No flow is longer; what goes on for longer is more than one (see ``ConnectionTracker``).
  static let longest: Int64 = 24 * 3600 * 1_000_000
  /// What nobody sends; readers of records refuse larger counts.
  private static let most: Int64 = 10_000_000_000_000

  /// The connection that `packet`, its first, belongs to.
  ///
  /// Who sends first opened it, but for answers: a SYN-ACK, an echo reply.
  init(_ packet: Packet, key: ConnectionKey, number: Int, time: Int64) {
    self.key = key
    self.number = number
    let isAnswer =
      packet.isReply || packet.segment?.flags.isSuperset(of: [.syn, .ack]) ?? false
    isFromLower = ConnectionKey.isFromLower(packet) != isAnswer
    start = time
    last = time
  }

  /// Takes in one of its packets.
  mutating func take(_ packet: Packet, fromLower: Bool, at time: Int64) {
    let isOut = fromLower == isFromLower
    if let segment = packet.segment {
      if !tcp.hasEnded { last = max(last, time) }
      tcp.take(segment, fromOriginator: isOut)
      count(isOut: isOut, payload: 0)
    } else {
      last = max(last, time)
      count(isOut: isOut, payload: packet.payload)
    }
  }

  /// Takes in a later fragment of one of its packets.
  ///
  /// Sequence numbers of other segments tell of its bytes, where there are any.
  mutating func takeFragment(bytes: Int, fromLower: Bool, at time: Int64) {
    if !tcp.hasEnded { last = max(last, time) }
    count(isOut: fromLower == isFromLower, payload: key.transport == .tcp ? 0 : bytes)
  }

  private mutating func count(isOut: Bool, payload bytes: Int) {
    if isOut {
      packets.out += 1
      payload.out += Int64(bytes)
    } else {
      packets.back += 1
      payload.back += Int64(bytes)
    }
  }

  /// Whether a packet at `time` is too late for the same flow.
  func isTooLong(at time: Int64) -> Bool { time - start > Self.longest }

  /// Goes on as another flow of the same connection.
  mutating func continueAsNew(number: Int, at time: Int64) {
    self.number = number
    handedOut = total
    (packets, start, last) = ((0, 0), time, time)
  }

  private var total: (out: Int64, back: Int64) { key.transport == .tcp ? tcp.sizes : payload }

  /// The flow it makes.
  var flow: Flow {
    let total = total
    func bytes(_ sum: Int64, _ before: Int64) -> Int64 { min(Self.most, max(0, sum - before)) }
    return Flow(
      start: Timestamp(microseconds: start), durationMicroseconds: last - start,
      source: isFromLower ? key.lower : key.upper, target: isFromLower ? key.upper : key.lower,
      sourcePort: key.transport.hasPorts ? (isFromLower ? key.lowerPort : key.upperPort) : 0,
      service: Service(
        key.transport,
        key.transport.hasPorts ? (isFromLower ? key.upperPort : key.lowerPort) : 0),
      packetsOut: packets.out, packetsIn: packets.back,
      bytesOut: bytes(total.out, handedOut.out), bytesIn: bytes(total.back, handedOut.back),
      state: state, direction: key.transport == .tcp && !tcp.sawOpening ? .unknown : sure)
  }

  private var sure: DirectionEvidence { key.transport == .tcp ? .handshake : .stated }

  private static let states = Dialect.zeek.states

  /// As ``Handshake`` reads the same words in a Zeek log.
  private var state: ConnectionState {
    guard key.transport == .tcp else { return packets.back > 0 ? .established : .unknown }
    let word = tcp.word
    if word == "RSTOS0", !tcp.sawOpening { return .partial }
    let state = Self.states[word] ?? .unknown
    // SYN and RST are two packets; what was established first takes four.
    return state == .reset && packets.out + packets.back <= 2 ? .rejected : state
  }
}
