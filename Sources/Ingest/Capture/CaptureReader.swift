// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Reads a packet capture piece by piece; its records are packets, and several make one flow.
final class CaptureReader {
  /// How many bytes tell a capture.
  static let magicSize = 12

  private let file: PacketFile
  /// What all packets begin with; nil if each is labelled with its own.
  private let link: LinkLayer?
  private let pieceSize: Int
  private let before: (evicted: Int, restarts: Int)
  /// What is known of connections that go on.
  private(set) var tracker: ConnectionTracker
  private var packets = 0
  private var isEnded = false
  private(set) var notes: [String] = []

  /// Which kind of capture begins with `head`, nil if none: `pcapng`.
  ///
  /// Source: IETF drafts *PCAP Capture File Format* and *PCAP Next Generation Capture File Format*.
  static func kind(_ head: some Collection<UInt8>) -> String? {
    let bytes = Array(head.prefix(magicSize))
    guard bytes.count >= 4 else { return nil }
    switch Array(bytes[..<4]) {
    case [0xa1, 0xb2, 0xc3, 0xd4], [0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0x3c, 0x4d],
      [0x4d, 0x3c, 0xb2, 0xa1]:
      return "pcap"
    case [0x0a, 0x0d, 0x0d, 0x0a]:
      let order = bytes.dropFirst(8)
      return order.elementsEqual([0x1a, 0x2b, 0x3c, 0x4d])
        || order.elementsEqual([0x4d, 0x3c, 0x2b, 0x1a]) ? "pcapng" : nil
    default: return nil
    }
  }

  /// The capture in `source`.
  ///
  /// - Parameters:
  ///   - source: The bytes of the capture, decompressed.
  ///   - pieceSize: About how many bytes of packets make a piece.
  ///   - tracker: What the capture read before it left, which it may go on with.
  /// - Throws: `CaptureError.refused` if libpcap cannot read it or all packets begin with what is not
  ///   known here; `.source`.
  init(
    _ source: any ByteSource, pieceSize: Int, continuing tracker: ConnectionTracker = .init()
  ) throws(CaptureError) {
    let head: [UInt8]
    do throws(IngestError) { head = try source.head(Self.magicSize) } catch { throw .source(error) }
    let whole = PrefixedSource(head, then: source)
    if Self.kind(head) == "pcapng" {
      file = try PacketFile(LabelledPackets(whole))
      link = nil
    } else {
      file = try PacketFile(whole)
      link = LinkLayer(dataLink: file.dataLink)
      guard link != nil else {
        throw .refused(
          "packets of link type \(file.dataLinkName); read are Ethernet, raw IP, Linux cooked and "
            + "loopback")
      }
    }
    self.pieceSize = max(1, pieceSize)
    self.tracker = tracker
    before = (tracker.evicted, tracker.restarts)
    self.tracker.beginFile()
  }

  /// When the first packet of the capture in `source` was seen; nil if there is none.
  static func begin(_ source: any ByteSource) -> Int64? {
    guard let reader = try? CaptureReader(source, pieceSize: 1) else { return nil }
    var time: Int64?
    _ = try? reader.file.next { header, _ in time = header.time }
    return time
  }

  /// What the next packets gave; nil at the end.
  ///
  /// Flows come when they have ended and those that began before, too: the last of them with
  /// ``rest(of:)``.
  ///
  /// - Throws: `IngestError.unreadable` if the file cannot be read on.
  func next() throws(IngestError) -> PieceResult? {
    guard !isEnded else { return nil }
    var result = PieceResult()
    result.usedRecords = 0
    var size = 0
    while size < pieceSize, !isEnded {
      let step = try file.next { header, bytes in
        size += bytes.count + 1
        take(header, bytes, &result)
      }
      switch step {
      case .packet: continue
      case .end: isEnded = true
      case .fault(let fault, let why):
        begin(&result)
        result.reject(.packet(fault))
        notes.append(Self.note(fault, why, at: packets))
        isEnded = true
      }
    }
    if isEnded { remark() }
    for flow in tracker.takeFlows() { result.add(flow) }
    return result
  }

  private static func note(_ fault: PacketFault, _ why: String, at packet: Int) -> String {
    if fault == .cutOff { return "cut off within packet \(packet), read up to there (\(why))" }
    return "read up to packet \(packet), where libpcap stopped: \(why)"
  }

  private func begin(_ result: inout PieceResult) {
    packets += 1
    result.lines += 1
    result.records += 1
  }

  private func take(
    _ header: PacketFile.Header, _ bytes: Span<UInt8>, _ result: inout PieceResult
  ) {
    begin(&result)
    result.content.add(bytes, length: header.length, at: header.time)
    guard let time = header.time, 0..<RecordAssembler.latest ~= time else {
      return result.reject(.timeOutOfRange)
    }
    switch read(bytes, length: header.length) {
    case .packet(let packet): tracker.take(packet, at: time)
    case .laterFragment(let id, let bytes):
      guard tracker.takeFragment(id, bytes: bytes, at: time) else {
        return result.ignore(.rule("fragment without its first"))
      }
    case .ignored(let kind): return result.ignore(kind)
    case .rejected(let fault): return result.reject(.packet(fault))
    }
    result.usedRecords = (result.usedRecords ?? 0) + 1
  }

  private func read(_ bytes: Span<UInt8>, length: Int) -> Packet.Reading {
    if let link { return Packet.read(bytes, length: length, link: link) }
    let size = LabelledPackets.labelSize
    guard bytes.count >= size else { return .rejected(.headersNotCaptured) }
    let written = bytes.bigEndian32(at: 0)
    guard let link = LinkLayer(dataLink: Int32(truncatingIfNeeded: written)) else {
      return .ignored(.rule("link type \(written)"))
    }
    return Packet.read(
      bytes.extracting(size..<bytes.count), length: length - size, link: link)
  }

  /// The flows of connections that were still open when the last capture ended.
  static func rest(of tracker: ConnectionTracker) -> PieceResult {
    var tracker = tracker
    var result = PieceResult()
    result.usedRecords = 0
    tracker.finish()
    for flow in tracker.takeFlows() { result.add(flow) }
    return result
  }

  private func remark() {
    let evicted = tracker.evicted - before.evicted
    if evicted > 0 {
      notes.append(
        "\(evicted) connections were ended early, as more than \(ConnectionTracker.capacity) were "
          + "open at once")
    }
    let restarts = tracker.restarts - before.restarts
    if restarts > 0 {
      notes.append(
        "times run back by more than a minute, \(restarts) times: connections end there")
    }
  }
}
