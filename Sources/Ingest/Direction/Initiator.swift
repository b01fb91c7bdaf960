// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What a record tells of who opened its connection.
struct Initiator {
  /// How sure it is.
  private(set) var evidence = DirectionEvidence.stated
  /// Whether the record names the responder first.
  private(set) var isTurned = false

  /// What the record's arrow, history or flags tell, as its dialect reads them.
  init(
    _ bytes: Span<UInt8>, _ fields: borrowing FieldRanges, _ rules: borrowing DialectRules,
    told: Handshake,
    transport: TransportProtocol
  ) {
    switch rules.dialect.directionReading {
    case .history:
      guard transport == .tcp else { return }
      if let range = rules.value(.history, bytes, fields) {
        evidence = Self.sawOpening(bytes, range) ? .handshake : .unknown
      } else {
        evidence = told.word == nil || told.word == .partial ? .unknown : .handshake
      }
    case .arrow:
      let range = rules.value(.direction, bytes, fields)
      (evidence, isTurned) = range.map { Self.arrow(bytes, $0) } ?? (.unknown, false)
      if evidence == .stated, !isTurned, transport == .tcp, told.sawOpening {
        evidence = .handshake
      }
    case .firstPacket:
      if transport == .tcp, told.sawOpening { evidence = .handshake }
    case .reply:
      guard let range = rules.value(.direction, bytes, fields), let word = Word(bytes, range) else {
        evidence = .unknown
        return
      }
      isTurned = word == Self.yes
    case .unreliable:
      if transport.hasPorts { evidence = .unknown }
    }
  }

  private static let yes = Word("true")

  /// Whether Zeek saw the source's SYN or the target's answer to it; a `^` alone means that it
  /// turned the connection by its ports.
  private static func sawOpening(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if bytes[range.lowerBound] == UInt8(ascii: "S") { return true }
    for index in range where bytes[index] == UInt8(ascii: "h") { return true }
    return false
  }

  /// What an arrow tells: `->`, `<-` and `<->` are sure, one with a `?` is not.
  ///
  /// Words before the arrow are passed over.
  private static func arrow(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (DirectionEvidence, Bool)
  {
    var pointsBack = false
    var pointsOn = false
    for index in range {
      switch bytes[index] {
      case UInt8(ascii: "?"): return (.unknown, false)
      case UInt8(ascii: "<"): pointsBack = true
      case UInt8(ascii: ">"): pointsOn = true
      default: break
      }
    }
    guard pointsBack || pointsOn else { return (.unknown, false) }
    return (.stated, pointsBack && !pointsOn)
  }
}
