// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What a record tells of how far its TCP connection came.
struct Handshake {
  /// Flags of TCP (RFC 9293 section 3.1).
  struct Flags: OptionSet {
    let rawValue: UInt16
    static let fin = Flags(rawValue: 1)
    static let syn = Flags(rawValue: 2)
    static let rst = Flags(rawValue: 4)
    static let psh = Flags(rawValue: 8)
    static let ack = Flags(rawValue: 16)
  }

  /// What the exporter's word means, nil without one.
  private(set) var word: ConnectionState?
  /// Flags the source sent, all packets together, nil if not told.
  private(set) var out: Flags?
  /// Flags the target sent.
  private(set) var back: Flags?
  private var syn: Int64?
  private var rst: Int64?
  private var fin: Int64?
  private let reading: Dialect.StateReading

  /// What the record's state, flags and flag counts tell; anything unreadable there tells nothing.
  init(
    _ bytes: Span<UInt8>, _ fields: borrowing FieldRanges, _ rules: borrowing DialectRules
  ) {
    reading = fields[.impliesHalf] != nil ? .oneSide : rules.dialect.stateReading
    if let range = rules.value(.state, bytes, fields) {
      if case .flagLetters = reading, let both = Self.letters(bytes, range) {
        (out, back) = both
      } else {
        word = rules.state(bytes, range)
      }
    }
    // Zeek writes RSTOS0 also for the last reset of a connection whose start it missed.
    if word == .attempted, case .history = rules.dialect.directionReading,
      let range = rules.value(.history, bytes, fields), !Self.has(UInt8(ascii: "S"), bytes, range)
    {
      word = .partial
    }
    switch reading {
    case .wordsOverruled, .oneSide:
      out = Self.flags(.flagsOut, bytes, fields, rules)
      back = Self.flags(.flagsIn, bytes, fields, rules)
    case .words, .flagLetters, .counts: break
    }
    if case .counts = reading {
      syn = Self.count(.synCount, bytes, fields, rules)
      rst = Self.count(.rstCount, bytes, fields, rules)
      fin = Self.count(.finCount, bytes, fields, rules)
    }
  }

  private static func has(_ letter: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where bytes[index] == letter { return true }
    return false
  }

  private static func count(
    _ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges, _ rules: DialectRules
  ) -> Int64? {
    rules.value(field, bytes, fields).flatMap { NumberScanner.count(bytes, $0) }
  }

  private static func flags(
    _ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges, _ rules: DialectRules
  ) -> Flags? {
    guard let range = rules.value(field, bytes, fields) else { return nil }
    let number: UInt16? =
      switch rules.dialect.flagsForm {
      case .hexadecimal: NumberScanner.hexadecimal(bytes, range)
      case .decimal: NumberScanner.count(bytes, range).flatMap { UInt16(exactly: $0) }
      case .letters: dotted(bytes, range)
      }
    return number.flatMap { $0 == 0 ? nil : Flags(rawValue: $0) }
  }

  /// `.AP.SF`, or a number as nfdump writes it where letters do not suffice.
  private static func dotted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
    var flags: Flags = []
    for index in range {
      switch bytes[index] {
      case UInt8(ascii: "."), UInt8(ascii: "U"), UInt8(ascii: "E"), UInt8(ascii: "C"): break
      case UInt8(ascii: "F"): flags.insert(.fin)
      case UInt8(ascii: "S"): flags.insert(.syn)
      case UInt8(ascii: "R"): flags.insert(.rst)
      case UInt8(ascii: "P"): flags.insert(.psh)
      case UInt8(ascii: "A"): flags.insert(.ack)
      default: return NumberScanner.hexadecimal(bytes, range)
      }
    }
    return flags.rawValue
  }

  /// `FSPA_FSPA`: the source's flags, then the target's.
  private static func letters(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (Flags, Flags)? {
    var sides: (Flags, Flags) = ([], [])
    var isSecond = false
    for index in range {
      let flag: Flags
      switch bytes[index] {
      case UInt8(ascii: "_"):
        guard !isSecond else { return nil }
        isSecond = true
        continue
      case UInt8(ascii: "F"): flag = .fin
      case UInt8(ascii: "S"): flag = .syn
      case UInt8(ascii: "R"): flag = .rst
      case UInt8(ascii: "P"): flag = .psh
      case UInt8(ascii: "A"): flag = .ack
      case UInt8(ascii: "U"), UInt8(ascii: "E"), UInt8(ascii: "C"): flag = []
      default: return nil
      }
      if isSecond { sides.1.insert(flag) } else { sides.0.insert(flag) }
    }
    return isSecond ? sides : nil
  }

  /// Whether the record says that only the source spoke.
  var isOneWay: Bool { word == .attempted || (out != nil && back?.isEmpty == true) }

  /// Whether the record says that the source sent the opening SYN.
  var sawOpening: Bool { out?.contains(.syn) == true }

  /// How far the connection came.
  ///
  /// Without TCP there is no failure to see: answered or not known.
  func state(
    transport: TransportProtocol, packets: (out: Int64, back: Int64),
    volume: (out: Int64, back: Int64)
  ) -> ConnectionState {
    let isAnswered = packets.back > 0 || volume.back > 0
    guard transport == .tcp else { return isAnswered ? .established : .unknown }
    if case .oneSide = reading, back == nil, let out {
      if case .rejected? = word { return .rejected }
      return Self.oneSided(out, isAnswered: isAnswered)
    }
    if let out { return Self.state(out, back ?? []) }
    if case .counts = reading { return counted(packets, volume) }
    switch word {
    case nil: return .unknown
    case .attempted:
      if case .wordsOverruled = reading, isAnswered { return .partial }
      return .attempted
    case .reset:
      // SYN and RST are two packets; what was established first takes four.
      let sum = packets.out + packets.back
      return sum > 0 && sum <= 2 ? .rejected : .reset
    case .some(let word): return word
    }
  }

  private static func state(_ out: Flags, _ back: Flags) -> ConnectionState {
    guard out.contains(.syn) else { return .partial }
    if back.isEmpty { return .attempted }
    guard back.contains(.syn) else { return back.contains(.rst) ? .rejected : .partial }
    if out.contains(.rst) || back.contains(.rst) { return .reset }
    return out.contains(.fin) && back.contains(.fin) ? .closed : .established
  }

  /// From the flags of one side alone: who acknowledges has been answered.
  private static func oneSided(_ flags: Flags, isAnswered: Bool) -> ConnectionState {
    guard flags.contains(.syn) else { return .partial }
    guard flags.contains(.ack) || isAnswered else { return .attempted }
    if flags.contains(.rst) { return .reset }
    return flags.contains(.fin) ? .closed : .established
  }

  /// From counts alone.
  ///
  /// Short frames are padded, so 6 bytes a packet are no payload.
  private func counted(_ packets: (out: Int64, back: Int64), _ volume: (out: Int64, back: Int64))
    -> ConnectionState
  {
    let sent = volume.out > packets.out * 6
    let answered = volume.back > packets.back * 6
    if packets.back == 0 {
      if let syn, syn == 0 { return .partial }
      return sent ? .partial : .attempted
    }
    guard let syn else { return sent && answered ? .established : .unknown }
    if syn == 0 { return .partial }
    if let rst, rst > 0 {
      return packets.out == 1 && packets.back == 1 ? .rejected : .reset
    }
    return (fin ?? 0) >= 2 ? .closed : .established
  }
}
