// SPDX-License-Identifier: Apache-2.0

/// A block of addresses in CIDR form, such as `10.2.0.0/24` (RFC 4632).
public struct Subnet: Hashable, Sendable, Comparable {
  /// The lowest address of the block; bits beyond the prefix are zero.
  public let base: IPAddress
  /// Fixed leading bits of the 128-bit form: an IPv4 /24 has 120.
  public let prefixLength: Int

  /// The block of `prefixLength` leading bits around `address`.
  ///
  /// - Parameters:
  ///   - address: Any address in the block.
  ///   - prefixLength: In the address's own terms: 0...32 for IPv4, 0...128 for IPv6.
  /// - Precondition: `prefixLength` is in range.
  public init(around address: IPAddress, prefixLength: Int) {
    let length = address.isV4 ? prefixLength + 96 : prefixLength
    precondition(prefixLength >= 0 && length <= 128, "prefix length out of range")
    self.init(masking: address, to: length)
  }

  private init(masking address: IPAddress, to length: Int) {
    let mask = Self.mask(length)
    base = IPAddress(high: address.high & mask.high, low: address.low & mask.low)
    prefixLength = length
  }

  /// The block written as `text`: `10.0.0.0/8`, `fd00::/8`, or a lone address.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    let longest = address.isV4 ? 32 : 128
    var length = longest
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let written = Int(parts[1]),
        written <= longest
      else { return nil }
      length = written
    }
    self.init(around: address, prefixLength: length)
  }

  /// Whether `address` lies in the block.
  public func contains(_ address: IPAddress) -> Bool {
    let mask = Self.mask(prefixLength)
    return address.high & mask.high == base.high && address.low & mask.low == base.low
  }

  /// The highest address of the block: for IPv4 up to /30 its broadcast address.
  public var last: IPAddress {
    let mask = Self.mask(prefixLength)
    return IPAddress(high: base.high | ~mask.high, low: base.low | ~mask.low)
  }

  /// By lowest address, the wider block first.
  public static func < (a: Subnet, b: Subnet) -> Bool {
    (a.base, a.prefixLength) < (b.base, b.prefixLength)
  }

  private static func mask(_ length: Int) -> (high: UInt64, low: UInt64) {
    (
      high: length == 0 ? 0 : ~0 << UInt64(max(0, 64 - length)),
      low: length <= 64 ? 0 : ~0 << UInt64(128 - length)
    )
  }
}

extension Subnet: CustomStringConvertible {
  /// CIDR text, `10.2.0.0/24`.
  public var description: String {
    "\(base)/\(base.isV4 ? prefixLength - 96 : prefixLength)"
  }
}
