// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Reads transport protocols by name or number.
enum TransportNames {
  private static let tcp = Word("tcp")
  private static let udp = Word("udp")
  private static let tcpNumber = Word("6")
  /// Azure's letters, and what ICSFlow writes.
  private static let aliases: [Word: TransportProtocol] = [
    Word("t"): .tcp, Word("u"): .udp, Word("ipv4-tcp"): .tcp, Word("ipv4-udp"): .udp,
    Word("ipv4-icmp"): .icmp, Word("ipv4-2"): TransportProtocol(rawValue: 2),
    Word("ipv6-tcp"): .tcp, Word("ipv6-udp"): .udp, Word("ipv6-icmp"): .icmp6,
  ]

  private static let udpNumber = Word("17")

  /// The protocol written in `range`: a name, or a number with or without a zero fraction.
  static func transport(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TransportProtocol? {
    if let usual = usual(bytes, range) { return usual }
    guard let word = Word(bytes, range) else { return nil }
    if word == tcp || word == tcpNumber { return .tcp }
    if word == udp || word == udpNumber { return .udp }
    if bytes[range.lowerBound] &- 48 < 10 {
      return NumberScanner.count(bytes, range).flatMap { UInt8(exactly: $0) }
        .map(TransportProtocol.init(rawValue:))
    }
    if let alias = aliases[word] { return alias }
    return TransportProtocol(word.text)
  }

  /// TCP or UDP, as nearly all records have it.
  @inline(__always)
  private static func usual(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TransportProtocol? {
    let text = RawBytes.eight(of: bytes, from: range.lowerBound)
    switch range.count {
    case 1: return text & 0xff == 0x36 ? .tcp : nil
    case 2: return text & 0xffff == 0x3731 ? .udp : nil
    case 3:
      let name = text & 0xff_ffff | 0x20_2020
      return name == 0x70_6374 ? .tcp : name == 0x70_6475 ? .udp : nil
    default: return nil
    }
  }

  /// Whether the name in `range` is one of something below IP, which no host address belongs to.
  static func isBelowIP(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let word = Word(bytes, range) else { return false }
    return belowIP.contains(word)
  }

  private static let belowIP = Set(
    [
      "arp", "rarp", "llc", "ether", "eth", "lldp", "cdp", "stp", "eapol", "ipx", "ipx/spx",
      "decnet",
      "loop", "snap", "xns", "isis", "mpls", "pppoe", "slow", "profinet", "ethercat", "homeplug",
    ].map(Word.init))
}
