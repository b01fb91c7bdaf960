// SPDX-License-Identifier: Apache-2.0

/// A pcapng capture whose every packet begins with the link type of its interface.
///
/// libpcap gives up where a capture has interfaces of different link types or lengths, as one of all
/// interfaces of a computer often has. So before libpcap sees it every interface is made one of the
/// same, user-defined link type and of no limit, and what it was is put before each of its packets.
/// What is no valid block is passed on as it is, for libpcap to say what is wrong.
///
/// Source: IETF draft *PCAP Next Generation Capture File Format*, sections 3 and 4.
final class LabelledPackets: ByteSource {
  /// What packets are said to begin with: LINKTYPE_USER0.
  static let dataLink: UInt16 = 147
  /// How many bytes the label takes: the link type in network order.
  static let labelSize = 4

  private static let blockSize = 1 << 18
  /// libpcap takes no longer blocks.
  private static let longestBlock = 1 << 24

  private let source: any ByteSource
  private var input: [UInt8] = []
  private var position = 0
  private var output: [UInt8] = []
  private var given = 0
  private var isBig = false
  private var interfaces: [(link: UInt16, limit: Int)] = []
  private var isPassedOn = false

  var defect: String? { source.defect }
  var bytesTaken: Int { source.bytesTaken }

  /// What `source` holds, labelled.
  init(_ source: any ByteSource) { self.source = source }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    if given == output.count {
      output.removeAll(keepingCapacity: true)
      given = 0
      while output.count < Self.blockSize, !isPassedOn { try block() }
      if output.isEmpty { return try source.read(upTo: count, into: &buffer) }
    }
    let end = min(output.count, given + count)
    buffer.append(contentsOf: output[given..<end])
    defer { given = end }
    return end - given
  }

  /// Whether `count` bytes are there from ``position`` on.
  private func has(_ count: Int) throws(IngestError) -> Bool {
    while input.count - position < count {
      input.removeFirst(position)
      position = 0
      guard try source.read(upTo: Self.blockSize, into: &input) > 0 else { return false }
    }
    return true
  }

  /// Passes on what is there and all that follows.
  private func passOn() {
    output += input[position...]
    input = []
    position = 0
    isPassedOn = true
  }

  /// Takes the next block from input to output.
  private func block() throws(IngestError) {
    guard try has(12) else { return passOn() }
    let isSection = word(0) == 0x0a0d_0d0a
    if isSection {
      isBig = input[position + 8] == 0x1a
      interfaces = []
    }
    let length = Int(word(4))
    guard length >= 12, length % 4 == 0, length <= Self.longestBlock, try has(length) else {
      return passOn()
    }
    switch isSection ? 0 : word(0) {
    case 1 where length >= 20: describe(length)
    case 2 where length >= 32:
      label(interface: half(8), captured: Int(word(20)), header: 28, length)
    case 3 where length >= 16: simple(length)
    case 6 where length >= 32:
      label(interface: Int(word(8)), captured: Int(word(20)), header: 28, length)
    default: output += input[position..<(position + length)]
    }
    position += length
  }

  /// An interface: its link type and limit are noted and replaced.
  private func describe(_ length: Int) {
    interfaces.append((UInt16(half(8)), Int(word(12))))
    output += input[position..<(position + 8)]
    append(Self.dataLink)
    append(UInt16(0))
    append(UInt32(0))
    output += input[(position + 16)..<(position + length)]
  }

  /// A packet, enhanced or of the older kind: both have lengths at the same place.
  private func label(interface: Int, captured: Int, header: Int, _ length: Int) {
    guard interfaces.indices.contains(interface), captured <= length - header - 4 else {
      output += input[position..<(position + length)]
      return
    }
    let size = UInt32(Self.labelSize)
    output += input[position..<(position + 4)]
    append(UInt32(length) + size)
    output += input[(position + 8)..<(position + 20)]
    append(word(20) + size)
    append(word(24) &+ size)
    appendLabel(interface)
    output += input[(position + header)..<(position + length - 4)]
    append(UInt32(length) + size)
  }

  /// A packet of the first interface without a time, made an enhanced one of time 0.
  private func simple(_ length: Int) {
    let wire = Int(word(8))
    let limit = interfaces.first.map { $0.limit == 0 ? wire : min($0.limit, wire) } ?? .max
    guard limit <= length - 16 else {
      output += input[position..<(position + length)]
      return
    }
    let size = UInt32(Self.labelSize)
    let total = UInt32(length + 16) + size
    for value in [6, total, 0, 0, 0, UInt32(limit) + size, UInt32(wire) &+ size] { append(value) }
    appendLabel(0)
    output += input[(position + 12)..<(position + length - 4)]
    append(total)
  }

  private func appendLabel(_ interface: Int) {
    let link = interfaces[interface].link
    output += [0, 0, UInt8(link >> 8), UInt8(link & 255)]
  }

  private func append(_ value: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      let place = isBig ? value.bitWidth - 8 - shift : shift
      output.append(UInt8(truncatingIfNeeded: value >> place))
    }
  }

  private func half(_ offset: Int) -> Int {
    let (first, second) = (Int(input[position + offset]), Int(input[position + offset + 1]))
    return isBig ? first << 8 | second : second << 8 | first
  }

  private func word(_ offset: Int) -> UInt32 {
    let (first, second) = (UInt32(half(offset)), UInt32(half(offset + 2)))
    return isBig ? first << 16 | second : second << 16 | first
  }
}
