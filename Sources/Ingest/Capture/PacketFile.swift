// SPDX-License-Identifier: Apache-2.0
private import CPcap
private import Foundation

/// A packet capture, read through libpcap as its bytes come.
///
/// libpcap reads from a stream of ours, so compressed captures and pipes need no file beside them. It
/// gives pcap and pcapng of either byte order, and times in microseconds whatever the file's unit.
///
/// All unsafe code of capture reading is in this file.
@safe final class PacketFile {
  /// What libpcap says of a packet beside its bytes.
  struct Header {
    /// When it was captured, microseconds since 1970; nil if that is beyond all range.
    var time: Int64?
    /// How long it was on the wire, at least as long as what was captured.
    var length: Int
  }

  /// What became of the attempt to read a packet.
  enum Step: Equatable {
    case packet
    case end
    /// Nothing more can be read, for this reason.
    case fault(PacketFault, String)
  }

  private let stream: Stream
  private let capture: OpaquePointer
  /// libpcap's number for what packets begin with.
  let dataLink: Int32

  /// The capture `source` holds.
  ///
  /// - Throws: `CaptureError.source` if its bytes cannot be read, `.refused` if libpcap cannot read
  ///   them.
  init(_ source: any ByteSource) throws(CaptureError) {
    stream = Stream(source)
    let cookie = unsafe Unmanaged.passUnretained(stream).toOpaque()
    let file = unsafe sidestep_stream(cookie) { cookie, buffer, count in
      guard let cookie = unsafe cookie, let buffer = unsafe buffer else { return 0 }
      let stream = unsafe Unmanaged<Stream>.fromOpaque(cookie).takeUnretainedValue()
      let bytes = stream.next(upTo: count)
      unsafe UnsafeMutableRawPointer(buffer).copyMemory(bytes)
      return stream.failure == nil ? bytes.count : -1
    }
    guard let file = unsafe file else { throw .refused("no stream could be made") }
    _ = unsafe setvbuf(file, nil, _IOFBF, Stream.blockSize)
    var reason = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let opened = unsafe pcap_fopen_offline(file, &reason) else {
      _ = unsafe fclose(file)
      if let failure = stream.failure { throw .source(failure) }
      let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .refused(Printable.text(String(decoding: text, as: UTF8.self)))
    }
    unsafe capture = opened
    dataLink = unsafe pcap_datalink(opened)
  }

  deinit { unsafe pcap_close(capture) }

  /// Reads the next packet and hands it to `body`, whose bytes last as long as the call.
  ///
  /// - Throws: `IngestError.unreadable` if the file cannot be read on.
  func next(_ body: (Header, Span<UInt8>) -> Void) throws(IngestError) -> Step {
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var data: UnsafePointer<UInt8>?
    let status = unsafe pcap_next_ex(capture, &header, &data)
    if let failure = stream.failure { throw failure }
    if status == PCAP_ERROR_BREAK { return .end }
    guard status == 1, let header = unsafe header?.pointee, let data = unsafe data else {
      let why = unsafe Printable.text(String(cString: pcap_geterr(capture)))
      return .fault(why.hasPrefix("truncated") ? .cutOff : .unreadable, why)
    }
    // libpcap takes the unsigned seconds of pcap for signed ones: they go on beyond 2038.
    let written = Int64(header.ts.tv_sec)
    let moment = Int64(Int32.min)..<0 ~= written ? written + 1 << 32 : written
    let (seconds, overflow) = moment.multipliedReportingOverflow(by: 1_000_000)
    let (time, excess) = seconds.addingReportingOverflow(Int64(header.ts.tv_usec))
    let bytes = unsafe UnsafeBufferPointer(start: data, count: Int(header.caplen))
    body(
      Header(
        time: overflow || excess ? nil : time, length: Int(max(header.len, header.caplen))),
      unsafe bytes.span)
    return .packet
  }

  /// A short name of what packets begin with: `IEEE802_11`.
  var dataLinkName: String {
    guard let name = unsafe pcap_datalink_val_to_name(dataLink) else { return "\(dataLink)" }
    return unsafe String(cString: name)
  }
}

/// Why a capture cannot be opened.
enum CaptureError: Error {
  /// Its bytes cannot be read.
  case source(IngestError)
  /// libpcap, or this reader, does not know what to do with them.
  case refused(String)
}

/// The bytes libpcap asks for.
private final class Stream {
  static let blockSize = 1 << 18
  private let source: any ByteSource
  private var block: [UInt8] = []
  private var position = 0
  private(set) var failure: IngestError?

  init(_ source: any ByteSource) { self.source = source }

  /// Up to `count` bytes; none at the end or after a failure.
  func next(upTo count: Int) -> ArraySlice<UInt8> {
    if position == block.count {
      block.removeAll(keepingCapacity: true)
      position = 0
      do throws(IngestError) {
        _ = try source.read(upTo: Self.blockSize, into: &block)
      } catch {
        failure = error
      }
    }
    let end = min(block.count, position + count)
    defer { position = end }
    return block[position..<end]
  }
}

extension UnsafeMutableRawPointer {
  /// Writes `bytes` here.
  fileprivate func copyMemory(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { from in
      guard let start = from.baseAddress else { return }
      unsafe copyMemory(from: start, byteCount: from.count)
    }
  }
}
