// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Packet {
  /// Reads the headers of one packet.
  ///
  /// - Parameters:
  ///   - bytes: What was captured of it, which may be less than it was.
  ///   - length: Its length on the wire.
  ///   - link: What it begins with.
  /// - Returns: What they say, or why they say nothing.
  static func read(_ bytes: Span<UInt8>, length: Int, link: LinkLayer) -> Reading {
    switch link.network(bytes) {
    case .ignored(let kind): return .ignored(kind)
    case .rejected(let fault): return .rejected(fault)
    case .ip(let version, let offset):
      guard bytes.count > offset else { return .rejected(.headersNotCaptured) }
      guard bytes[offset] >> 4 == version else { return .rejected(.contradictoryHeaders) }
      return version == 4
        ? v4(bytes, at: offset, length: length) : v6(bytes, at: offset, length: length)
    }
  }

  /// Where the data of an IP packet are, and what they are.
  private struct Datagram {
    var source: IPAddress
    var target: IPAddress
    var transport: UInt8
    /// The first byte of the data.
    var offset: Int
    /// One past the last byte of the data, captured or not.
    var end: Int
    /// The identification, if this is a fragment.
    var number: UInt32?
    /// Whether the data begin the datagram, so that they begin with the transport header.
    var isFirst = true
    var isLast = true

    /// Whether the data begin with another header of IP; all but authentication are of IPv6 only.
    var hasExtension: Bool {
      switch transport {
      case 51: true
      case 0, 43, 44, 60, 135, 139, 140: !source.isV4
      default: false
      }
    }

    /// Takes in where the data are within the whole datagram.
    mutating func fragment(_ field: UInt16, mask: UInt16, more: UInt16, number: UInt32) {
      isFirst = field & mask == 0
      isLast = field & more == 0
      if !isFirst || !isLast { self.number = number }
    }
  }

  /// RFC 791 section 3.1.
  private static func v4(_ bytes: Span<UInt8>, at offset: Int, length: Int) -> Reading {
    guard bytes.count >= offset + 20 else { return .rejected(.headersNotCaptured) }
    let headerLength = Int(bytes[offset] & 15) * 4
    // Network cards that cut large segments themselves leave the length 0 in what is captured.
    let written = Int(bytes.bigEndian16(at: offset + 2))
    let total = written == 0 ? length - offset : written
    guard headerLength >= 20, total >= headerLength, offset + total <= length else {
      return .rejected(.contradictoryHeaders)
    }
    var datagram = Datagram(
      source: IPAddress(v4: bytes.bigEndian32(at: offset + 12)),
      target: IPAddress(v4: bytes.bigEndian32(at: offset + 16)),
      transport: bytes[offset + 9], offset: offset + headerLength, end: offset + total)
    datagram.fragment(
      bytes.bigEndian16(at: offset + 6), mask: 0x1fff, more: 0x2000,
      number: UInt32(bytes.bigEndian16(at: offset + 4)))
    return extended(bytes, datagram)
  }

  /// RFC 8200 section 3.
  private static func v6(_ bytes: Span<UInt8>, at offset: Int, length: Int) -> Reading {
    guard bytes.count >= offset + 40 else { return .rejected(.headersNotCaptured) }
    // 0 is a jumbogram (RFC 2675) or a segment the network card is yet to cut.
    let written = Int(bytes.bigEndian16(at: offset + 4))
    let end = written == 0 ? length : offset + 40 + written
    guard end <= length else { return .rejected(.contradictoryHeaders) }
    return extended(
      bytes,
      Datagram(
        source: IPAddress(
          high: bytes.bigEndian64(at: offset + 8), low: bytes.bigEndian64(at: offset + 16)),
        target: IPAddress(
          high: bytes.bigEndian64(at: offset + 24), low: bytes.bigEndian64(at: offset + 32)),
        transport: bytes[offset + 6], offset: offset + 40, end: end))
  }

  /// Passes over headers between IP and the transport (RFC 8200 section 4, RFC 4302, RFC 6275,
  /// RFC 7401, RFC 5533).
  private static func extended(_ bytes: Span<UInt8>, _ datagram: Datagram) -> Reading {
    var datagram = datagram
    while datagram.isFirst, datagram.hasExtension {
      let offset = datagram.offset
      guard bytes.count >= offset + 8 else {
        return .rejected(datagram.end < offset + 8 ? .contradictoryHeaders : .headersNotCaptured)
      }
      let size: Int
      switch datagram.transport {
      case 44:
        size = 8
        datagram.fragment(
          bytes.bigEndian16(at: offset + 2), mask: 0xfff8, more: 1,
          number: bytes.bigEndian32(at: offset + 4))
      case 51: size = (Int(bytes[offset + 1]) + 2) * 4
      default: size = (Int(bytes[offset + 1]) + 1) * 8
      }
      datagram.transport = bytes[offset]
      datagram.offset += size
      guard datagram.offset <= datagram.end else { return .rejected(.contradictoryHeaders) }
    }
    return transported(bytes, datagram)
  }

  private static func transported(_ bytes: Span<UInt8>, _ datagram: Datagram) -> Reading {
    let (offset, size) = (datagram.offset, datagram.end - datagram.offset)
    var packet = Packet(
      source: datagram.source, target: datagram.target,
      transport: TransportProtocol(rawValue: datagram.transport))
    if packet.transport == .icmp6, datagram.source.isV4 { packet.transport = .icmp }
    let id = datagram.number.map {
      DatagramID(
        source: packet.source, target: packet.target, transport: packet.transport, number: $0)
    }
    if let id, !datagram.isFirst { return .laterFragment(id, bytes: size) }
    packet.datagram = id
    let needed = headerSize(packet.transport)
    guard size >= needed.least else { return .rejected(.contradictoryHeaders) }
    guard bytes.count >= offset + needed.read else { return .rejected(.headersNotCaptured) }
    packet.payload = size - needed.least
    switch packet.transport {
    case .tcp:
      let header = Int(bytes[offset + 12] >> 4) * 4
      guard header >= 20, header <= size else { return .rejected(.contradictoryHeaders) }
      packet.payload = size - header
      packet.segment = TCPSegment(
        sequence: bytes.bigEndian32(at: offset + 4),
        acknowledgement: bytes.bigEndian32(at: offset + 8),
        flags: TCPSegment.Flags(rawValue: bytes[offset + 13]), payload: packet.payload)
    case .udp:
      // What lies behind the datagram within the packet is padding.
      let written = Int(bytes.bigEndian16(at: offset + 4))
      if id == nil, 8...size ~= written { packet.payload = written - 8 }
    case .icmp, .icmp6:
      packet.readMessage(type: bytes[offset], code: bytes[offset + 1])
    default: break
    }
    if packet.transport.hasPorts {
      packet.sourcePort = bytes.bigEndian16(at: offset)
      packet.targetPort = bytes.bigEndian16(at: offset + 2)
    }
    return .packet(packet)
  }

  /// How long a transport's header is at least, and how much of it is read.
  private static func headerSize(_ transport: TransportProtocol) -> (least: Int, read: Int) {
    switch transport {
    case .tcp: (20, 14)
    case .udp: (8, 6)
    case .icmp, .icmp6: (8, 2)
    default: transport.hasPorts ? (8, 4) : (0, 0)
    }
  }

  /// Requests and their replies, which belong together (RFC 792, 950, 1256, 4443, 4861, 3810).
  private mutating func readMessage(type: UInt8, code: UInt8) {
    let pairs: [(UInt8, UInt8)] =
      transport == .icmp
      ? [(8, 0), (13, 14), (15, 16), (17, 18), (10, 9)]
      : [(128, 129), (133, 134), (135, 136), (139, 140), (144, 145)]
    sourcePort = UInt16(type)
    for (request, reply) in pairs {
      if type == request {
        targetPort = UInt16(reply)
        return
      }
      if type == reply {
        targetPort = UInt16(request)
        isReply = true
        return
      }
    }
    targetPort = UInt16(code)
    isOneWay = true
  }
}
