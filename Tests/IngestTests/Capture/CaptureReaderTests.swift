// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// Captures as files: containers, cuts, damage, and what is said of them.
@Suite struct CaptureReaderTests {
  /// A few packets of every kind.
  static func mixed() throws -> CaptureBytes {
    let (a, b) = (try IPAddress.of("10.0.0.1"), try IPAddress.of("10.0.0.2"))
    let (c, d) = (try IPAddress.of("2001:db8::1"), try IPAddress.of("2001:db8::2"))
    var capture = CaptureBytes()
    var talk = TCPTalk(a, b)
    capture.add("c:S s:SA c:A c:PA30 s:PA20 c:FA s:FA c:A", of: &talk, at: 123_457)
    var tagged = TCPTalk(c, d)
    capture.add("c:S s:SA c:A c:RA", of: &tagged, at: 1_000_000, tags: [0x88a8, 0x8100])
    capture.add(
      PacketBytes.ethernet(PacketBytes.ip(b, a, 17, PacketBytes.udp(40_000, 53, data: 9))),
      at: 2_000_000)
    capture.add([UInt8](repeating: 255, count: 12) + [8, 6, 0, 1, 8, 0], at: 2_500_000)
    capture.add(
      PacketBytes.ethernet(
        PacketBytes.ip(a, b, 17, [0, 80, 0, 81, 3, 0, 0, 0, 1, 2, 3], fragment: 0x2000)),
      at: 3_000_000)
    capture.add(PacketBytes.ethernet(PacketBytes.ip(a, b, 1, [8, 0, 1])), at: 3_500_000)
    return capture
  }

  @Test("either byte order, either unit of time and pcapng give the same flows")
  func containers() async throws {
    let capture = try Self.mixed()
    let plain = try await Reading.bytes(capture.pcap())
    #expect(plain.flows.count == 4)
    #expect(plain.flows[0].start.microseconds == CaptureBytes.start + 123_457)
    let file = try plain.file
    #expect(file.format == "pcap" && file.records == 16 && file.used == 14 && file.flows == 4)
    #expect(file.ignored == ["ARP": 1])
    #expect(file.rejected == [.packet(.contradictoryHeaders): 1])
    #expect(plain.summary.rejections.first?.line == 16)
    let others = [
      capture.pcap(isBig: true), capture.pcap(isNano: true),
      capture.pcap(isBig: true, isNano: true), capture.pcapng(), capture.pcapng(links: [1, 1, 1]),
      capture.pcapng(isBig: true), capture.pcapng(isOld: true),
      Gzip.compress(capture.pcap()),
    ]
    for bytes in others {
      let reading = try await Reading.bytes(bytes)
      #expect(reading.flows == plain.flows)
      #expect(reading.summary.rejected == plain.summary.rejected)
    }
    #expect(try await Reading.bytes(capture.pcap(), format: "PCAP").flows == plain.flows)
  }

  @Test("pieces of any size and any number of threads give the same flows in the same order")
  func pieces() async throws {
    let capture = try Self.mixed()
    let whole = try await capture.read()
    for size in [1, 100, 500, 1000] {
      for threads in [1, 2, 8] {
        let parts = try await capture.read(threads: threads, pieceSize: size)
        #expect(parts.flows == whole.flows)
        #expect(try Self.numbers(parts) == Self.numbers(whole))
      }
    }
  }

  /// The counts of the only file, wherever it was.
  private static func numbers(_ reading: Reading) throws -> ReadSummary.File {
    var file = try reading.file
    file.path = ""
    return file
  }

  @Test("every prefix is read up to the cut, says so, and counts add up")
  func prefixes() async throws {
    let capture = try Self.mixed()
    for (bytes, head) in [(capture.pcap(), 24), (capture.pcapng(), 28)] {
      let whole = try await Reading.bytes(bytes)
      var most = 0
      for length in 0..<bytes.count {
        guard let counts = read(Array(bytes[..<length])) else {
          #expect(length < head + 24, "\(length)")
          continue
        }
        #expect(counts.isCut == (counts.faults == 1), "\(length)")
        most = max(most, counts.used)
      }
      #expect(most == (try whole.file.used))
    }
    let cut = try await Reading.bytes(capture.pcap().dropLast(3))
    #expect(try cut.file.notes.contains { $0.hasPrefix("cut off within packet 16") })
    #expect(try cut.file.rejected == [.packet(.cutOff): 1])
  }

  @Test("one byte changed, lost or added anywhere is no fault", arguments: UInt64(0)..<8)
  func mutations(seed: UInt64) throws {
    let capture = try Self.mixed()
    let originals = [
      capture.pcap(), capture.pcapng(), capture.pcapng(isBig: true, isOld: true),
      capture.pcap(isBig: true, isNano: true),
    ]
    var generator = SeededGenerator(seed: seed)
    for original in originals {
      for _ in 0..<150 {
        var bytes = original
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch generator.next() % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
        case 2: bytes[place] = [0, 255, 1, 128][Int(generator.next() % 4)]
        default: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
        }
        read(bytes)
      }
    }
  }

  @Test("every single byte made 0 or 255 is no fault")
  func everyByte() throws {
    for original in [try Self.mixed().pcap(), try Self.mixed().pcapng()] {
      for place in original.indices {
        for value: UInt8 in [0, 255] {
          var bytes = original
          bytes[place] = value
          read(bytes)
        }
      }
    }
  }

  /// Reads bytes in memory and checks the sums; nil if they are no capture.
  @discardableResult
  private func read(_ bytes: [UInt8]) -> (used: Int, faults: Int, isCut: Bool)? {
    guard CaptureReader.kind(bytes) != nil,
      let reader = try? CaptureReader(BytesSource(bytes, step: 97), pieceSize: 300)
    else { return nil }
    var (used, faults) = (0, 0)
    defer { _ = CaptureReader.rest(of: reader.tracker) }
    while let result = try? reader.next() {
      let ignored = result.ignored.reduce(0) { $0 + $1.count }
      let rejected = result.rejected.values.reduce(0, +)
      #expect(result.records == (result.usedRecords ?? -1) + ignored + rejected)
      #expect(result.records == result.lines)
      used += result.usedRecords ?? 0
      faults += result.rejected[.packet(.cutOff)] ?? 0
    }
    return (used, faults, reader.notes.contains { $0.hasPrefix("cut off") })
  }

  @Test("a connection goes on in the next file of a ring, not in that of another sensor")
  func ring() async throws {
    let folder = try TemporaryFolder()
    let capture = try Self.mixed()
    let whole = try await Reading.files([try folder.write(capture.pcap(), to: "whole")])
    for cut in [1, 3, 8, 12] {
      var (first, second) = (CaptureBytes(), CaptureBytes())
      first.packets = Array(capture.packets[..<cut])
      second.packets = Array(capture.packets[cut...])
      let paths = [
        try folder.write(first.pcap(), to: "1"), try folder.write(second.pcapng(), to: "2"),
      ]
      let ring = try await Reading.files(paths, threads: 2)
      #expect(ring.flows == whole.flows)
      #expect(ring.summary.used == whole.summary.used && ring.summary.flows == 4)
      #expect(ring.summary.files.count == 2 && ring.summary.files[0].used == cut)
    }
    let paths = [folder.path + "/whole", try folder.write(capture.pcap(), to: "copy")]
    let twice = try await Reading.files(paths, dropsDuplicates: false)
    #expect(twice.flows.count == 8 && twice.summary.files[0].notes.isEmpty)
    let once = try await Reading.files(paths)
    #expect(once.sorted == whole.sorted && once.summary.flows == 4)
    #expect(once.summary.used == 2 * whole.summary.used)
    #expect(once.summary.files.map(\.repeatedFlows).reduce(0, +) == 4)
  }

  @Test("strict reading names the packet at fault")
  func strict() async throws {
    let capture = try Self.mixed()
    await #expect {
      try await capture.read(strict: true)
    } throws: { error in
      guard case .badRecord(_, 16, "packet", let why)? = error as? IngestError else { return false }
      return why == "headers contradict its length"
    }
  }

  @Test("interfaces of different link types and lengths in one file are read together")
  func mixedInterfaces() async throws {
    var capture = CaptureBytes()
    var talk = TCPTalk(try .of("10.0.0.1"), try .of("10.0.0.2"))
    capture.add("c:S s:SA c:A c:PA30 s:PA20 c:FA s:FA c:A", of: &talk, at: 0)
    let plain = try await Reading.bytes(capture.pcap())
    for isBig in [false, true] {
      for isOld in [false, true] {
        let reading = try await Reading.bytes(
          capture.pcapng(links: [1, 101], isBig: isBig, limits: [65535, 200], isOld: isOld))
        #expect(reading.flows == plain.flows && reading.flows.count == 1)
      }
    }
    let partly = try await Reading.bytes(capture.pcapng(links: [1, 189]))
    #expect(try partly.file.ignored == ["link type 189": 4] && partly.file.used == 4)
  }

  @Test("a packet of the first interface without time and length is read up to the limit")
  func simplePackets() async throws {
    var capture = CaptureBytes()
    var talk = TCPTalk(try .of("10.0.0.1"), try .of("10.0.0.2"))
    let frame = PacketBytes.ethernet(talk.step("c:S"))
    func word(_ value: Int) -> [UInt8] { PacketBytes.number(UInt32(value)).reversed() }
    for limit in [0, 65535, 54] {
      capture.packets = []
      let length = frame.count + (limit == 54 ? 100 : 0)
      let body = word(length) + frame + [0, 0]
      var bytes = capture.pcapng(limits: [UInt32(limit)])
      bytes += word(3) + word(body.count + 12) + body + word(body.count + 12)
      let reading = try await Reading.bytes(bytes)
      #expect(reading.flows.count == 1 && reading.flows[0].start.microseconds == 0)
    }
  }

  @Test("a link type that is not known, no packet at all and no capture are told apart")
  func refusals() async throws {
    let capture = try Self.mixed()
    func message(_ bytes: [UInt8], format: String? = nil) async -> String {
      do {
        _ = try await Reading.bytes(bytes, format: format)
        return ""
      } catch { return "\(error)" }
    }
    #expect(await message(capture.pcap(link: 105)).contains("link type IEEE802_11"))
    #expect(await message(CaptureBytes().pcap()).contains("no usable"))
    #expect(await message(Array("ts\n".utf8), format: "pcap").contains("not a pcap or pcapng"))
    #expect(await message(capture.pcap(), format: "zeek").contains("not text"))
    #expect(await message(Array(capture.pcap().prefix(11))).contains("pcapng capture: "))
    let version = Array(capture.pcap().prefix(4)) + [9, 0] + Array(capture.pcap().dropFirst(6))
    #expect(await message(version).contains("pcapng capture: "))
  }
}
