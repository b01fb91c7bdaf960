// SPDX-License-Identifier: Apache-2.0

/// How far one side of a TCP connection came, and how much it sent.
///
/// States and counting are those of Zeek, so that flows of a capture and of a Zeek sensor say the same
/// of the same traffic. Bytes are told by sequence numbers: what was sent twice counts once, and
/// what the capture missed counts.
///
/// Source: Zeek, *TCP_Endpoint* and *TCPSessionAdapter* (states), *conn.log* (`orig_bytes`).
struct TCPSide {
  enum State: UInt8 {
    /// Nothing was seen of it.
    case inactive
    case synSent
    case synAckSent
    /// It was seen in the middle of a connection.
    case partial
    case established
    /// It sent a FIN.
    case closed
    /// It sent a RST.
    case reset
  }

  private(set) var state = State.inactive
  /// The state before this one.
  private(set) var previous = State.inactive
  /// Whether it ended its half of the connection.
  var hasEnded = false
  /// The sequence number of its SYN, or what that would have been.
  private(set) var first: UInt32 = 0
  /// One past the last number it sent, and one past the last its peer acknowledged, from ``first``.
  private var sent: Int64 = 0
  private var acknowledged: Int64 = 0
  private var hasSentFIN = false

  /// A sequence number further ahead than this is believed of data only: resets and repeated SYNs may
  /// carry any.
  private static let believable: Int64 = 1 << 20
  /// No window is larger (RFC 7323 section 2.3): what lies further ahead is another stream.
  private static let largestWindow: Int64 = 1 << 30

  mutating func enter(_ next: State) {
    guard next != state else { return }
    previous = state
    state = next
  }

  /// Bytes of payload it sent.
  func size(peer: TCPSide) -> Int64 {
    // A half-open connection was found and given up: the numbers are of an older connection.
    if previous == .synSent, state == .reset, peer.state == .inactive, acknowledged > 1 { return 0 }
    let span = max(sent, acknowledged)
    return max(0, span - 1 - (hasSentFIN ? 1 : 0))
  }

  /// Starts counting at what an acknowledgement of its peer says, before anything of it was seen.
  mutating func begin(acknowledgedUpTo number: UInt32) {
    first = number &- 1
    (sent, acknowledged) = (0, 0)
  }

  /// Where counting starts, by a segment of its own.
  mutating func begin(with segment: TCPSegment) {
    let isSYN = segment.flags.contains(.syn)
    switch state {
    case .inactive:
      first = isSYN ? segment.sequence : segment.sequence &- 1
      (sent, acknowledged) = (isSYN ? segment.span : 1, 0)
    case .synSent, .synAckSent, .established, .partial:
      if isSYN, segment.sequence != first { restart(segment) }
    case .reset:
      // The reset may have been forged, so what it said of sequence numbers is forgotten.
      if isSYN, previous == .inactive { restart(segment) }
    case .closed: break
    }
  }

  private mutating func restart(_ segment: TCPSegment) {
    first = segment.sequence
    (sent, acknowledged) = (segment.span, 0)
  }

  /// Takes in what its peer acknowledges.
  mutating func acknowledge(_ number: UInt32) {
    let step = Self.step(from: acknowledged, first, to: number)
    guard number != 0 || step <= Self.believable else { return }
    if 1...Self.largestWindow ~= step { acknowledged += step }
  }

  /// Takes in how far a segment of its own reaches.
  mutating func advance(by segment: TCPSegment) {
    let end = segment.sequence &+ UInt32(truncatingIfNeeded: segment.span)
    let step = Self.step(from: sent, first, to: end)
    let isFIN = segment.flags.contains(.fin)
    defer { hasSentFIN = hasSentFIN || isFIN }
    if segment.flags.contains(.syn) || segment.flags.contains(.rst), abs(step) > Self.believable {
      return
    }
    if isFIN, sent == 1 {
      // Only SYN and FIN were seen: the numbers may have gone more than half their range.
      sent = Int64(end &- first)
    } else if state != .reset, 1...Self.largestWindow ~= step {
      sent += step
    }
  }

  /// How far `number` is ahead of `place`, which counts from `first`.
  private static func step(from place: Int64, _ first: UInt32, to number: UInt32) -> Int64 {
    Int64(Int32(bitPattern: number &- (first &+ UInt32(truncatingIfNeeded: place))))
  }
}

extension TCPSegment {
  /// How many sequence numbers it takes; data beside a RST are none of the stream.
  var span: Int64 {
    Int64(flags.contains(.rst) ? 0 : payload) + (flags.contains(.syn) ? 1 : 0)
      + (flags.contains(.fin) ? 1 : 0)
  }
}
