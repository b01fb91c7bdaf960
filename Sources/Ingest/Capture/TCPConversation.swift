// SPDX-License-Identifier: Apache-2.0

/// Both sides of a TCP connection, and what they came to.
struct TCPConversation {
  private(set) var originator = TCPSide()
  private(set) var responder = TCPSide()
  /// Whether the originator's SYN or the responder's answer to one was seen.
  private(set) var sawOpening = false

  /// Takes in one segment.
  mutating func take(_ segment: TCPSegment, fromOriginator: Bool) {
    let flags = segment.flags
    if flags.contains(.syn), fromOriginator != flags.contains(.ack) { sawOpening = true }
    if fromOriginator {
      Self.take(segment, &originator, &responder, isOriginator: true)
    } else {
      Self.take(segment, &responder, &originator, isOriginator: false)
    }
  }

  private static func take(
    _ segment: TCPSegment, _ side: inout TCPSide, _ peer: inout TCPSide, isOriginator: Bool
  ) {
    side.begin(with: segment)
    if segment.flags.contains(.ack) {
      if peer.state == .inactive {
        peer.begin(acknowledgedUpTo: segment.acknowledgement)
      } else if !segment.flags.contains(.rst) {
        peer.acknowledge(segment.acknowledgement)
      }
    }
    side.advance(by: segment)
    switch side.state {
    case .inactive: awake(segment, &side, &peer, isOriginator: isOriginator)
    case .synSent, .synAckSent: end(segment.flags, &side)
    case .established, .partial: established(segment.flags, &side, &peer)
    case .closed:
      // A reset after both said FIN changes nothing.
      if segment.flags.contains(.rst), peer.state != .closed { end(.rst, &side) }
    case .reset: break
    }
  }

  /// The first segment of a side.
  private static func awake(
    _ segment: TCPSegment, _ side: inout TCPSide, _ peer: inout TCPSide, isOriginator: Bool
  ) {
    let flags = segment.flags
    if flags.contains(.syn) {
      if isOriginator, peer.state != .established {
        side.enter(flags.contains(.ack) ? .synAckSent : .synSent)
      } else {
        if peer.state == .synSent { peer.enter(.established) }
        side.enter(.established)
      }
    }
    end(flags, &side)
    guard side.state == .inactive else { return }
    // Some systems acknowledge a SYN before they answer it.
    if !isOriginator, segment.payload == 0, peer.state == .synSent { return }
    // Of the handshake only the first SYN was missed.
    side.enter(flags.contains(.ack) && peer.state == .established ? .established : .partial)
  }

  private static func established(
    _ flags: TCPSegment.Flags, _ side: inout TCPSide, _ peer: inout TCPSide
  ) {
    if flags.contains(.syn), !flags.contains(.ack), side.state == .partial, peer.state == .inactive
    {
      side.enter(.synSent)
    }
    // A FIN and then a RST of the peer was an orderly end after all.
    if flags.contains(.fin), !flags.contains(.rst), peer.state == .reset, peer.previous == .closed {
      peer.enter(.closed)
    }
    end(flags, &side)
  }

  /// A RST outweighs a FIN.
  private static func end(_ flags: TCPSegment.Flags, _ side: inout TCPSide) {
    guard flags.contains(.fin) || flags.contains(.rst) else { return }
    side.enter(flags.contains(.rst) ? .reset : .closed)
    side.hasEnded = true
  }

  /// Bytes of payload each way.
  var sizes: (out: Int64, back: Int64) {
    (originator.size(peer: responder), responder.size(peer: originator))
  }

  /// Whether nobody has answered the SYN.
  var isAttempt: Bool {
    (originator.state == .synSent || originator.state == .synAckSent)
      && responder.state == .inactive
  }

  /// Whether nothing more is to be expected: both ended, one reset it, or one ended and the other was
  /// never seen.
  var isOver: Bool {
    if originator.hasEnded && responder.hasEnded { return true }
    if originator.state == .reset || responder.state == .reset { return true }
    return originator.hasEnded && responder.state == .inactive
      || responder.hasEnded && originator.state == .inactive
  }

  /// Whether both sides have ended it, so that what follows is not part of its duration.
  var hasEnded: Bool { originator.hasEnded && responder.hasEnded }

  /// Whether `segment` opens another connection between the same ports.
  func isReopened(by segment: TCPSegment, fromOriginator: Bool) -> Bool {
    guard segment.flags.contains(.syn) else { return false }
    if segment.flags.contains(.ack), originator.state != .inactive { return false }
    if originator.hasEnded || responder.hasEnded { return true }
    let side =
      segment.flags.contains(.ack) || originator.state == .inactive ? responder : originator
    if !fromOriginator, side.state == .synSent { return false }
    if fromOriginator, originator.state == .inactive { return false }
    return segment.sequence != side.first
  }

  /// What Zeek calls the state: `SF`.
  ///
  /// Source: Zeek documentation, *conn.log*, `conn_state`.
  var word: String {
    let (from, to) = (originator.state, responder.state)
    let isHalf = (
      from: from == .inactive || from == .partial, to: to == .inactive || to == .partial
    )
    switch (from, to) {
    case (.synSent, .reset), (.synAckSent, .reset): return "REJ"
    case (.reset, .reset) where sizes == (0, 0): return "REJ"
    case (_, .reset): return isHalf.from ? "RSTRH" : "RSTR"
    case (.reset, _): return isHalf.to ? "RSTOS0" : "RSTO"
    case (.closed, .closed): return "SF"
    case (.closed, _): return isHalf.to ? "SH" : "S2"
    case (_, .closed): return isHalf.from ? "SHR" : "S3"
    case (.synSent, .inactive): return "S0"
    case (.established, .established): return "S1"
    default: return "OTH"
    }
  }
}
