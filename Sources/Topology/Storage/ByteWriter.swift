// SPDX-License-Identifier: Apache-2.0

package import Flows

/// Writes values as bytes that depend on nothing but the values.
///
/// Numbers take as many groups of seven bits as they need, lowest first, the top bit of a byte
/// saying that another follows (LEB128, DWARF 5 section 7.6).
package struct ByteWriter {
  /// Everything written.
  package private(set) var bytes: [UInt8] = []
  /// The first limit that was passed, with the count; what was written is of no use then.
  package private(set) var excess: (limit: StorageLimit, count: Int)?

  package init() {}

  package mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// - Precondition: `value` is not negative.
  package mutating func append(_ value: Int) { append(UInt64(value)) }

  /// Small numbers of either sign take few bytes.
  package mutating func append(signed value: Int64) {
    append(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  package mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Whole numbers up to 2⁵³, which most features are, as that and one; others as a zero and
  /// their eight bytes.
  package mutating func append(_ value: Double) {
    if let whole = Self.whole(value) {
      append(whole + 1)
    } else {
      bytes.append(0)
      append(bits: value.bitPattern)
    }
  }

  /// `value` as a whole number; nil if it is none up to 2⁵³, or negative, as zero can be.
  static func whole(_ value: Double) -> UInt64? {
    guard value >= 0, value <= 0x1p53 else { return nil }
    let whole = UInt64(value)
    return Double(whole).bitPattern == value.bitPattern ? whole : nil
  }

  /// How many values follow.
  package mutating func append(count: Int, of limit: StorageLimit) {
    if count > limit.most, excess == nil { excess = (limit, count) }
    append(count)
  }

  package mutating func append(_ text: String) {
    let text = Array(text.utf8)
    append(count: text.count, of: .text)
    bytes += text
  }

  /// A 4 and four bytes, or a 6 and sixteen.
  package mutating func append(_ address: IPAddress) {
    if let v4 = address.v4 {
      bytes.append(4)
      for shift in [24, 16, 8, 0] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: v4 >> shift))
      }
    } else {
      bytes.append(6)
      append(bits: address.high)
      append(bits: address.low)
    }
  }

  /// Base and leading bits of 128.
  package mutating func append(_ subnet: Subnet) {
    append(subnet.base)
    append(subnet.prefixLength)
  }

  package mutating func append(_ service: Service) { append(service.bits) }

  /// How many subnets, then each.
  package mutating func append(_ subnets: [Subnet]) {
    append(count: subnets.count, of: .subnets)
    for subnet in subnets { append(subnet) }
  }

  package mutating func append<Value: StorageCoded>(code value: Value) {
    bytes.append(value.storageCode)
  }

  private mutating func append(bits: UInt64) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }
}

/// One of few values, stored as a number that never changes its meaning.
package protocol StorageCoded: CaseIterable {
  var storageCode: UInt8 { get }
}
