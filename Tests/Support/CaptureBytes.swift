// SPDX-License-Identifier: Apache-2.0
public import Flows

/// Headers of packets, byte by byte.
public enum PacketBytes {
  /// `value` in network order.
  public static func number(_ value: some FixedWidthInteger) -> [UInt8] {
    let width = value.bitWidth / 8
    return (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - $0))) }
  }

  /// An IPv4 or IPv6 packet between two addresses of the same kind.
  public static func ip(
    _ source: IPAddress, _ target: IPAddress, _ transport: UInt8, _ data: [UInt8],
    identification: UInt16 = 7, fragment: UInt16 = 0, options: Int = 0
  ) -> [UInt8] {
    guard let from = source.v4, let to = target.v4 else {
      return [0x60, 0, 0, 0] + number(UInt16(data.count)) + [transport, 64] + number(source.high)
        + number(source.low) + number(target.high) + number(target.low) + data
    }
    let header = 20 + options
    return [0x40 | UInt8(header / 4), 0] + number(UInt16(header + data.count))
      + number(identification) + number(fragment) + [64, transport, 0, 0] + number(from)
      + number(to) + [UInt8](repeating: 1, count: options) + data
  }

  /// A TCP segment; flags as letters of `FSRPA`.
  public static func tcp(
    _ source: UInt16, _ target: UInt16, sequence: UInt32, acknowledgement: UInt32, _ flags: String,
    data: Int = 0
  ) -> [UInt8] {
    let bits: [Character: UInt8] = ["F": 1, "S": 2, "R": 4, "P": 8, "A": 16]
    let control = flags.reduce(UInt8(0)) { $0 | (bits[$1] ?? 0) }
    return number(source) + number(target) + number(sequence) + number(acknowledgement)
      + [0x50, control, 0x10, 0, 0, 0, 0, 0] + [UInt8](repeating: 0x61, count: data)
  }

  /// A UDP datagram.
  public static func udp(_ source: UInt16, _ target: UInt16, data: Int) -> [UInt8] {
    number(source) + number(target) + number(UInt16(8 + data)) + [0, 0]
      + [UInt8](repeating: 0x62, count: data)
  }

  /// An ICMP message.
  public static func icmp(_ type: UInt8, _ code: UInt8 = 0, data: Int) -> [UInt8] {
    [type, code, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0x63, count: data)
  }

  /// `packet` on Ethernet, behind 802.1Q or 802.1ad tags of these types.
  public static func ethernet(_ packet: [UInt8], tags: [UInt16] = []) -> [UInt8] {
    let type: UInt16 = packet.first.map { $0 >> 4 == 6 } == true ? 0x86dd : 0x0800
    return [UInt8](repeating: 2, count: 12)
      + tags.flatMap { number($0) + number(UInt16(0x2064)) } + number(type) + packet
  }
}

/// A capture as bytes.
public struct CaptureBytes {
  /// When, what was captured, and how long it was on the wire.
  public var packets: [(time: Int64, bytes: [UInt8], length: Int)] = []

  /// 2026-03-02T00:00:00Z, which offsets count from.
  public static let start: Int64 = 1_772_409_600_000_000

  /// A capture without packets.
  public init() {}

  /// Adds a packet `offset` microseconds after ``start``.
  public mutating func add(_ bytes: [UInt8], at offset: Int64, capturing: Int = .max) {
    packets.append((Self.start + offset, Array(bytes.prefix(capturing)), bytes.count))
  }

  /// As pcap, of either byte order and unit of time.
  public func pcap(link: UInt32 = 1, isBig: Bool = false, isNano: Bool = false) -> [UInt8] {
    func word(_ value: UInt32) -> [UInt8] {
      isBig ? PacketBytes.number(value) : PacketBytes.number(value).reversed()
    }
    func half(_ value: UInt16) -> [UInt8] {
      isBig ? PacketBytes.number(value) : PacketBytes.number(value).reversed()
    }
    var bytes = word(isNano ? 0xa1b2_3c4d : 0xa1b2_c3d4) + half(2) + half(4) + word(0) + word(0)
    bytes += word(65535) + word(link)
    for packet in packets {
      let fraction = UInt32(packet.time % 1_000_000)
      bytes += word(UInt32(packet.time / 1_000_000)) + word(isNano ? fraction * 1000 : fraction)
      bytes += word(UInt32(packet.bytes.count)) + word(UInt32(packet.length)) + packet.bytes
    }
    return bytes
  }

  /// As pcapng, with an interface for each link type; packets take turns, and those of raw IP (101)
  /// lose their Ethernet header.
  public func pcapng(
    links: [UInt16] = [1], isBig: Bool = false, limits: [UInt32] = [65535], isOld: Bool = false
  ) -> [UInt8] {
    func word(_ value: UInt32) -> [UInt8] {
      isBig ? PacketBytes.number(value) : PacketBytes.number(value).reversed()
    }
    func half(_ value: UInt16) -> [UInt8] {
      isBig ? PacketBytes.number(value) : PacketBytes.number(value).reversed()
    }
    func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
      let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
      let length = word(UInt32(padded.count + 12))
      return word(type) + length + padded + length
    }
    var bytes = block(
      0x0a0d_0d0a,
      word(0x1a2b_3c4d) + half(1) + half(0) + [UInt8](repeating: 255, count: 8))
    for (index, link) in links.enumerated() {
      bytes += block(1, half(link) + half(0) + word(limits[index % limits.count]))
    }
    for (index, packet) in packets.enumerated() {
      let (interface, time) = (index % links.count, UInt64(packet.time))
      let cut = links[interface] == 101 ? 14 : 0
      bytes += block(
        isOld ? 2 : 6,
        (isOld ? half(UInt16(interface)) + half(0) : word(UInt32(interface)))
          + word(UInt32(time >> 32)) + word(UInt32(truncatingIfNeeded: time))
          + word(UInt32(packet.bytes.count - cut)) + word(UInt32(packet.length - cut))
          + packet.bytes.dropFirst(cut))
    }
    return bytes
  }
}
