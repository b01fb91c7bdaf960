// SPDX-License-Identifier: Apache-2.0

package import Flows

/// Reads what ``ByteWriter`` wrote, and nothing else: every value has one form.
///
/// Nothing is believed: counts are held against their limit and against the bytes left before
/// anything is allocated.
package struct ByteReader {
  private let bytes: [UInt8]
  /// Where the next value starts.
  package private(set) var offset: Int

  /// Larger values would overflow in single precision.
  private static let largestDouble = 1e30

  package init(_ bytes: [UInt8], from offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// How many bytes are left.
  package var remaining: Int { bytes.count - offset }

  package mutating func byte() throws(StorageError) -> UInt8 {
    guard offset < bytes.count else { throw .truncated(offset: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  package mutating func number() throws(StorageError) -> UInt64 {
    let first = try byte()
    guard first >= 0x80 else { return UInt64(first) }
    let start = offset - 1
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while true {
      let next = try byte()
      guard shift < 63 || shift == 63 && next == 1 else {
        throw .invalid("a number", offset: start)
      }
      value |= UInt64(next & 0x7f) << shift
      shift += 7
      guard next < 0x80 else { continue }
      guard next > 0 else { throw .invalid("a number", offset: start) }
      return value
    }
  }

  /// A number within `range`; `what` names it in the error.
  package mutating func number(
    _ what: String, in range: ClosedRange<Int>
  ) throws(StorageError) -> Int {
    let start = offset
    guard let value = Int(exactly: try number()), range.contains(value) else {
      throw .invalid(what, offset: start)
    }
    return value
  }

  package mutating func signed(
    _ what: String, in range: ClosedRange<Int64>
  ) throws(StorageError) -> Int64 {
    let start = offset
    let bits = try number()
    let value = Int64(bitPattern: bits >> 1) ^ -Int64(bits & 1)
    guard range.contains(value) else { throw .invalid(what, offset: start) }
    return value
  }

  package mutating func bool() throws(StorageError) -> Bool {
    try number("a yes or no", in: 0...1) == 1
  }

  /// A finite number up to 10³⁰ in magnitude.
  package mutating func double(_ what: String) throws(StorageError) -> Double {
    let start = offset
    let whole = try number()
    if whole > 0 {
      guard whole <= 1 << 53 + 1 else { throw .invalid(what, offset: start) }
      return Double(whole - 1)
    }
    let value = Double(bitPattern: try bits())
    guard value.magnitude <= Self.largestDouble, ByteWriter.whole(value) == nil else {
      throw .invalid(what, offset: start)
    }
    return value
  }

  /// A finite number of at least `least`.
  package mutating func double(
    _ what: String, atLeast least: Double
  ) throws(StorageError) -> Double {
    let start = offset
    let value = try double(what)
    guard value >= least else { throw .invalid(what, offset: start) }
    return value
  }

  /// How many values follow, each of which takes `size` bytes at least.
  package mutating func count(
    of limit: StorageLimit, size: Int = 1
  ) throws(StorageError) -> Int {
    let start = offset
    let count = try number()
    guard count <= UInt64(limit.most), count <= UInt64(remaining / size) else {
      throw .tooMany(limit.name, count: count, most: limit.most, offset: start)
    }
    return Int(count)
  }

  package mutating func text() throws(StorageError) -> String {
    let start = offset
    let count = try count(of: .text)
    let end = offset + count
    guard let text = String(validating: bytes[offset..<end], as: UTF8.self) else {
      throw .invalid("a text", offset: start)
    }
    offset = end
    return text
  }

  package mutating func address() throws(StorageError) -> IPAddress {
    let start = offset
    switch try byte() {
    case 4:
      var v4: UInt32 = 0
      for _ in 0..<4 { v4 = v4 << 8 | UInt32(try byte()) }
      return IPAddress(v4: v4)
    case 6:
      let address = IPAddress(high: try bits(), low: try bits())
      guard !address.isV4 else { throw .invalid("an address", offset: start) }
      return address
    default: throw .invalid("an address", offset: start)
    }
  }

  package mutating func subnet() throws(StorageError) -> Subnet {
    let start = offset
    let base = try address()
    let fixed = base.isV4 ? 96 : 0
    let length = try number("a prefix length", in: fixed...128)
    let subnet = Subnet(around: base, prefixLength: length - fixed)
    guard subnet.base == base else { throw .invalid("a subnet", offset: start) }
    return subnet
  }

  package mutating func subnets() throws(StorageError) -> [Subnet] {
    let count = try count(of: .subnets, size: 6)
    var subnets: [Subnet] = []
    subnets.reserveCapacity(count)
    for _ in 0..<count { subnets.append(try subnet()) }
    return subnets
  }

  package mutating func service() throws(StorageError) -> Service {
    Service(bits: UInt64(try number("a service", in: 0...0xff_ffff)))
  }

  package mutating func code<Value: StorageCoded>(
    _ what: String, of type: Value.Type
  ) throws(StorageError) -> Value {
    let start = offset
    let code = try byte()
    for value in Value.allCases where value.storageCode == code { return value }
    throw .invalid(what, offset: start)
  }

  private mutating func bits() throws(StorageError) -> UInt64 {
    var bits: UInt64 = 0
    for _ in 0..<8 { bits = bits << 8 | UInt64(try byte()) }
    return bits
  }
}
