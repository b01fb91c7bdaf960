// SPDX-License-Identifier: Apache-2.0

/// What the packets of a capture begin with, and where their IP header is.
///
/// Source: tcpdump.org, *Link-layer header types*; IEEE 802.1Q and 802.1ad for tags.
enum LinkLayer {
  case ethernet
  /// Nothing: packets begin with IP.
  case rawIP
  /// Four bytes of address family, in the byte order of whoever captured.
  case loopback
  /// Linux "any" device, version 1.
  case cooked
  /// Linux "any" device, version 2.
  case cooked2

  /// Where a packet's IP header is, or why it has none.
  enum Finding: Equatable {
    /// IPv4 or IPv6 from this byte on, as the header before it says.
    case ip(version: UInt8, offset: Int)
    case ignored(IgnoredKind)
    case rejected(PacketFault)
  }

  /// Tags within tags beyond this are no network anybody has.
  private static let deepestTags = 8

  /// The layer libpcap calls `dataLink`; nil if it is not known here.
  init?(dataLink: Int32) {
    switch dataLink {
    case 0, 108: self = .loopback
    case 1: self = .ethernet
    case 12, 14, 101, 228, 229: self = .rawIP
    case 113: self = .cooked
    case 276: self = .cooked2
    default: return nil
    }
  }

  /// Finds the IP header of the packet `bytes`.
  func network(_ bytes: Span<UInt8>) -> Finding {
    switch self {
    case .ethernet: Self.tagged(bytes, typeAt: 12)
    case .cooked: Self.tagged(bytes, typeAt: 14)
    case .cooked2:
      bytes.count < 20
        ? .rejected(.headersNotCaptured) : Self.behind(bytes.bigEndian16(at: 0), bytes, offset: 20)
    case .rawIP: Self.version(bytes, offset: 0)
    case .loopback: Self.family(bytes)
    }
  }

  private static func tagged(_ bytes: Span<UInt8>, typeAt place: Int) -> Finding {
    guard bytes.count >= place + 2 else { return .rejected(.headersNotCaptured) }
    return behind(bytes.bigEndian16(at: place), bytes, offset: place + 2)
  }

  /// What follows an EtherType, past 802.1Q and 802.1ad tags.
  private static func behind(_ type: UInt16, _ bytes: Span<UInt8>, offset: Int) -> Finding {
    var (type, offset) = (type, offset)
    for _ in 0...deepestTags {
      switch type {
      case 0x0800: return .ip(version: 4, offset: offset)
      case 0x86dd: return .ip(version: 6, offset: offset)
      case 0x0806: return .ignored(.rule("ARP"))
      case 0x8100, 0x88a8, 0x9100:
        guard bytes.count >= offset + 4 else { return .rejected(.headersNotCaptured) }
        type = bytes.bigEndian16(at: offset + 2)
        offset += 4
      default: return .ignored(.notIP)
      }
    }
    return .rejected(.contradictoryHeaders)
  }

  private static func version(_ bytes: Span<UInt8>, offset: Int) -> Finding {
    guard bytes.count > offset else { return .rejected(.headersNotCaptured) }
    let version = bytes[offset] >> 4
    return version == 4 || version == 6
      ? .ip(version: version, offset: offset) : .ignored(.notIP)
  }

  /// 2 is IPv4 everywhere; IPv6 is 10 on Linux, 24, 28 or 30 on the BSDs, 23 on Windows.
  private static func family(_ bytes: Span<UInt8>) -> Finding {
    guard bytes.count >= 4 else { return .rejected(.headersNotCaptured) }
    let written = bytes.bigEndian32(at: 0)
    let family = written > 0xffff ? written.byteSwapped : written
    switch family {
    case 2: return .ip(version: 4, offset: 4)
    case 10, 23, 24, 28, 30: return .ip(version: 6, offset: 4)
    default: return .ignored(.notIP)
    }
  }
}

extension Span<UInt8> {
  /// The two bytes at `offset` as a number in network order.
  func bigEndian16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
  }

  /// The four bytes at `offset` as a number in network order.
  func bigEndian32(at offset: Int) -> UInt32 {
    UInt32(bigEndian16(at: offset)) << 16 | UInt32(bigEndian16(at: offset + 2))
  }

  /// The eight bytes at `offset` as a number in network order.
  func bigEndian64(at offset: Int) -> UInt64 {
    UInt64(bigEndian32(at: offset)) << 32 | UInt64(bigEndian32(at: offset + 4))
  }
}
