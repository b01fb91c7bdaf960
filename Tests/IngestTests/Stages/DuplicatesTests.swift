// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite struct DuplicatesTests {
  private static let midnight: Int64 = 1_772_409_600_000_000

  /// What is left of the files' records.
  private func kept(
    _ files: [[Flow]], begins: [Int64]? = nil, reportsTwice: Bool = false, capacity: Int = 1000
  ) -> [[Flow]] {
    let begins =
      begins ?? files.map { $0.map(\.start.microseconds).min() ?? .max }
    var duplicates = Duplicates(capacity: capacity)
    return files.enumerated().map { number, flows in
      duplicates.begin(
        number, begin: begins[number...].min() ?? .max,
        laterBegin: begins[(number + 1)...].min() ?? .max, reportsTwice: reportsTwice)
      let batch = duplicates.strip(FlowBatch(flows))
      return (0..<batch.count).map { batch[$0] }
    }
  }

  private func moved(_ flow: Flow, by microseconds: Int64) -> Flow {
    var flow = flow
    flow.start = flow.start.advanced(byMicroseconds: microseconds)
    return flow
  }

  @Test("what two files tell of one connection counts once, also turned round")
  func once() {
    let flow = Flow.tcp("10.1.0.1", "10.2.0.1", 445, minute: 5)
    for again in [flow, moved(flow, by: 999_999), moved(flow, by: -1_000_000), flow.turned] {
      #expect(kept([[flow], [again]]) == [[flow], []])
      #expect(kept([[flow], [again], [again]]) == [[flow], [], []])
    }
    #expect(kept([[flow], [moved(flow, by: 1_000_001)]]).map(\.count) == [1, 1])
    // One sensor does not report twice: what it repeats are repetitions.
    #expect(kept([[flow, flow], []]).map(\.count) == [2, 0])
    #expect(kept([[flow, flow], [flow, flow, flow]]).map(\.count) == [2, 1])
    #expect(kept([[flow, flow]], reportsTwice: true).map(\.count) == [1])
    #expect(kept([[flow, flow, flow, flow]], reportsTwice: true).map(\.count) == [2])
  }

  @Test("another port, protocol, length or number of bytes makes another connection")
  func different() {
    let flow = Flow.tcp("10.1.0.1", "10.2.0.1", 445, minute: 5)
    let changes: [(inout Flow) -> Void] = [
      { $0.sourcePort += 1 }, { $0.service = .udp(445) }, { $0.service = .tcp(139) },
      { $0.durationMicroseconds += 1_000_001 }, { $0.bytesOut += 56 }, { $0.bytesIn = 0 },
      { $0.source = .internet },
    ]
    for change in changes {
      var other = flow
      change(&other)
      #expect(kept([[flow], [other]]).map(\.count) == [1, 1])
    }
    var like = flow
    (like.bytesOut, like.bytesIn, like.durationMicroseconds) = (540, 770, 2_000_000)
    #expect(kept([[flow], [like]]).map(\.count) == [1, 0])
  }

  @Test("any files lose what a search through all of their records says", arguments: 0..<60)
  func oracle(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let flows = RandomFlows.make(120, seed: UInt64(seed), hosts: 3).map { flow in
      var flow = flow
      flow.start = Timestamp(
        microseconds: Self.midnight + Int64(generator.next() % 60) * 500_000)
      flow.durationMicroseconds = Int64(generator.next() % 20) * 300_000
      flow.sourcePort = UInt16(generator.next() % 2)
      flow.service = .tcp(UInt16(generator.next() % 2))
      (flow.bytesOut, flow.bytesIn) = (100 + Int64(generator.next() % 20), 100)
      return flow
    }
    var files: [[Flow]] = [[], [], [], []]
    for flow in flows { files[Int(generator.next() % 4)].append(flow) }
    let isTwice = seed % 2 == 0
    let found = kept(files, reportsTwice: isTwice)
    #expect(found == Self.searched(files, isTwice))
    #expect(found.reduce(0) { $0 + $1.count } < flows.count)
  }

  /// Holds each record against all that were kept.
  private static func searched(_ files: [[Flow]], _ reportsTwice: Bool) -> [[Flow]] {
    var known: [(flow: Flow, file: Int, repeatedBy: Int)] = []
    return files.enumerated().map { file, flows in
      flows.filter { flow in
        let alike = known.indices.filter { place in
          let (other, from, repeatedBy) = known[place]
          return repeatedBy != file && (reportsTwice || from != file)
            && (isAlike(flow, other) || isAlike(flow, other.turned))
        }
        func apart(_ place: Int) -> Int64 {
          abs(known[place].flow.start.microseconds - flow.start.microseconds)
        }
        guard let nearest = alike.min(by: { (apart($0), $0) < (apart($1), $1) }) else {
          known.append((flow, file, -1))
          return true
        }
        known[nearest].repeatedBy = file
        return false
      }
    }
  }

  private static func isAlike(_ a: Flow, _ b: Flow) -> Bool {
    func near(_ x: Int64, _ y: Int64, _ least: Int64) -> Bool {
      abs(x - y) <= max(least, max(x, y) / 10)
    }
    return a.source == b.source && a.target == b.target && a.sourcePort == b.sourcePort
      && a.service == b.service && abs(a.start.microseconds - b.start.microseconds) <= 1_000_000
      && near(a.durationMicroseconds, b.durationMicroseconds, 1_000_000)
      && near(a.bytesOut, b.bytesOut, 0) && near(a.bytesIn, b.bytesIn, 0)
  }

  @Test("files that do not overlap are not remembered, memory is bounded, and too much is said")
  func bounded() {
    let flows = (0..<100).map { Flow.tcp("10.1.0.1", "10.2.0.1", 445, minute: $0) }
    var duplicates = Duplicates(capacity: 10)
    duplicates.begin(
      0, begin: Self.midnight, laterBegin: Self.midnight + 200 * 60_000_000, reportsTwice: false)
    #expect(duplicates.strip(FlowBatch(flows)).count == 100 && !duplicates.isOverfull)
    duplicates.begin(1, begin: Self.midnight, laterBegin: Self.midnight, reportsTwice: false)
    #expect(duplicates.strip(FlowBatch(flows)).count == 100 && duplicates.isOverfull)
    // Within one file only what is near in time matters.
    let twice = flows.flatMap { [$0, $0] }
    #expect(kept([twice], reportsTwice: true, capacity: 10)[0] == flows)
  }

  @Test("in a run they are dropped by default, counted, and kept on demand, with any threads")
  func inRun() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Samples.zeek.utf8, to: "one.log")
    _ = try folder.write(Samples.zeek.utf8, to: "two.log")
    let single = try await Reading.text(Samples.zeek)
    for (threads, size) in [(1, 1 << 20), (1, 100), (2, 100), (8, 300)] {
      let reading = try await Reading.files([folder.path], threads: threads, pieceSize: size)
      #expect(reading.flows.count == 5 && reading.sorted == single.sorted)
      #expect(reading.summary.duplicates == 5 && reading.summary.used == 5)
      #expect(reading.summary.files.map(\.duplicates) == [0, 5])
    }
    var options = ReadOptions()
    options.dropsDuplicates = false
    let all = try await FlowSource.read(
      try InputFile.resolve([folder.path]), options: options,
      transform: { flows, _ in flows.count },
      fold: { _ in })
    #expect(all.used == 10 && all.duplicates == 0)
  }

  @Test(
    "the two sensors of a real network report 44 connections both",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"))
  func real() async throws {
    // 44 is the number of pairs a script of its own finds within a second.
    for threads in [1, 2] {
      let reading = try await Reading.files(
        [SharedData.path("otrf-apt29-day1/zeek/*_conn.log")], threads: threads, pieceSize: 5000)
      #expect(reading.summary.records == 613 && reading.summary.duplicates == 44)
    }
  }
}
