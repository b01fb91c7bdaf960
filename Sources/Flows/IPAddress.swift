// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address, held as 128 bits; IPv4 is IPv4-mapped IPv6 (`::ffff:a.b.c.d`).
///
/// Addresses order numerically, IPv4 as one block inside IPv6, so sorting a host list by
/// address keeps subnets together.
///
/// Source: RFC 4291 (addresses), RFC 5952 (text form).
public struct IPAddress: Hashable, Sendable, Comparable {
  /// The upper 64 bits, network order.
  public let high: UInt64
  /// The lower 64 bits, network order.
  public let low: UInt64

  /// The address with these bits.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The IPv4 address with these 32 bits, `10.0.0.1` being `0x0A00_0001`.
  public init(v4 bits: UInt32) {
    self.init(high: 0, low: 0xffff_0000_0000 | UInt64(bits))
  }

  /// The one node all hosts outside the internal scope fold into.
  ///
  /// It is the unspecified address `::`, which no host can have (RFC 4291 section 2.5.2).
  public static let internet = IPAddress(high: 0, low: 0)

  /// Whether this is an IPv4 address.
  public var isV4: Bool { high == 0 && low >> 32 == 0xffff }

  /// The 32 bits of an IPv4 address; nil for IPv6.
  public var v4: UInt32? { isV4 ? UInt32(truncatingIfNeeded: low) : nil }

  /// Whether this is `0.0.0.0` or `::`: no host has it.
  public var isUnspecified: Bool { high == 0 && (low == 0 || low == 0xffff_0000_0000) }

  /// Whether this address names a group and not a host: IPv4 multicast (224.0.0.0/4) and
  /// limited broadcast, IPv6 multicast (ff00::/8).
  public var isMulticastOrBroadcast: Bool {
    guard let v4 else { return high >> 56 == 0xff }
    return v4 >> 28 == 0xe || v4 == 0xffff_ffff
  }

  /// Whether this address loops back to the same host: 127.0.0.0/8, `::1`.
  public var isLoopback: Bool {
    guard let v4 else { return high == 0 && low == 1 }
    return v4 >> 24 == 127
  }

  /// Numeric order.
  public static func < (a: IPAddress, b: IPAddress) -> Bool {
    (a.high, a.low) < (b.high, b.low)
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal, or the shortest IPv6 form of RFC 5952.
  public var description: String {
    if let v4 { return Self.dotted(v4) }
    let groups = (0..<8).map { index in
      UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64((3 - index % 4) * 16))
    }
    guard let gap = Self.longestZeroRun(groups) else {
      return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    let head = groups[..<gap.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
    let tail = groups[gap.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
    return head + "::" + tail
  }

  private static func dotted(_ bits: UInt32) -> String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }

  /// What output calls the host: `Internet` for everything outside, else the address.
  public var title: String { self == .internet ? "Internet" : description }

  /// The longest run of two or more zero groups, the first of equals (RFC 5952 section 4.2).
  private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      var end = start
      while end < groups.count, groups[end] == 0 { end += 1 }
      if end - start >= 2, end - start > (best?.count ?? 0) { best = start..<end }
      start = max(end, start + 1)
    }
    return best
  }
}
