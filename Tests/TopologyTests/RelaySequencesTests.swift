// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Topology

@Suite struct RelaySequencesTests {
  private let second: Int64 = 1_000_000

  /// A flow of `seconds`, with so many bytes each way.
  private func flow(
    _ source: Int32, _ target: Int32, at start: Int64, for seconds: Int64, bytes: Int64 = 0
  ) -> RelayFlow {
    RelayFlow(
      start: start * second, end: (start + seconds) * second, source: source, target: target,
      bytesOut: bytes, bytesIn: bytes)
  }

  /// All sequences by trying every order of growing flow numbers, judged by the definition.
  private func plain(_ flows: [RelayFlow], _ search: RelaySequences) -> Set<[Int]> {
    func isSequence(_ numbers: [Int]) -> Bool {
      let hosts = [flows[numbers[0]].source] + numbers.map { flows[$0].target }
      guard Set(hosts).count == hosts.count else { return false }
      return zip(numbers, numbers.dropFirst()).allSatisfy { one, two in
        let (a, b) = (flows[one], flows[two])
        let isPrompt = b.start - a.start <= search.delay
        let isSame =
          a.bytesOut + a.bytesIn >= search.leastBytes && b.bytesOut + b.bytesIn >= search.leastBytes
          && Double(abs(a.bytesOut - b.bytesOut))
            <= search.byteTolerance * Double(max(a.bytesOut, b.bytesOut))
          && Double(abs(a.bytesIn - b.bytesIn))
            <= search.byteTolerance * Double(max(a.bytesIn, b.bytesIn))
        return a.target == b.source && a.start < b.start && b.start <= a.end
          && (isPrompt || isSame)
      }
    }
    var found: Set<[Int]> = []
    func grow(_ numbers: [Int]) {
      found.insert(numbers)
      for next in flows.indices where isSequence(numbers + [next]) { grow(numbers + [next]) }
    }
    for first in flows.indices { grow([first]) }
    return found.filter { numbers in
      numbers.count > 1
        && !flows.indices.contains { next in
          isSequence(numbers + [next]) || isSequence([next] + numbers)
        }
    }
  }

  @Test("sequences are those of brute force", arguments: UInt64(0)..<200)
  func bruteForce(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let flows = (0..<Int.random(in: 2...14, using: &generator)).map { _ in
      let source = Int32.random(in: 0..<5, using: &generator)
      return RelayFlow(
        start: Int64.random(in: 0..<12, using: &generator) * second, end: 0, source: source,
        target: (source + Int32.random(in: 1..<5, using: &generator)) % 5,
        bytesOut: Int64.random(in: 90...120, using: &generator) * 100,
        bytesIn: Int64.random(in: 0...3, using: &generator) * 5000)
    }.map { flow in
      var flow = flow
      flow.end = flow.start + Int64.random(in: 0..<9, using: &generator) * second
      return flow
    }.sorted { $0.start < $1.start }
    let search = RelaySequences(delay: 2 * second, limit: 4096, causes: 64)
    let found = search(flows)
    #expect(Set(found) == plain(flows, search))
    #expect(Set(found).count == found.count)
    // With few kept, what is found is still true, if perhaps not all.
    let narrow = RelaySequences(delay: 2 * second, limit: 2, causes: 1)
    for numbers in narrow(flows) {
      #expect(numbers.count > 1)
      let hosts = [flows[numbers[0]].source] + numbers.map { flows[$0].target }
      #expect(Set(hosts).count == hosts.count)
      for (one, two) in zip(numbers, numbers.dropFirst()) {
        #expect(narrow.isRelay(flows[one], flows[two]))
      }
    }
  }

  @Test("a tunnel through two hosts is one sequence, beside flows that have nothing to do with it")
  func tunnel() {
    // 1 → 2 → 3 → 4, each opened 2 s after the one before and while it lasts; 3 → 5 much later
    // with other bytes; 2 → 1 is an answer, not a relay.
    let flows = [
      flow(1, 2, at: 0, for: 600), flow(2, 3, at: 2, for: 500), flow(2, 1, at: 3, for: 9),
      flow(3, 4, at: 4, for: 400), flow(3, 5, at: 200, for: 10),
    ]
    #expect(RelaySequences()(flows) == [[0, 1, 3]])
  }

  @Test("of thousands of flows open into a host the latest are looked at")
  func busyHost() {
    // 9,000 sessions into 1 stay open; the last one, from 2, is passed on to 3.
    var flows = (0..<9_000).map {
      flow(Int32(10 + $0), 1, at: Int64($0), for: 100_000, bytes: 11)
    }
    flows += [flow(2, 1, at: 9_500, for: 600), flow(1, 3, at: 9_503, for: 500)]
    #expect(RelaySequences()(flows) == [[9_000, 9_001]])
  }

  @Test("what comes late relays if it carries the same bytes, and not after the end")
  func bytes() {
    func found(at start: Int64, bytes: Int64) -> [[Int]] {
      RelaySequences()([
        flow(1, 2, at: 0, for: 600, bytes: 50_000), flow(2, 3, at: start, for: 90, bytes: bytes),
      ])
    }
    #expect(found(at: 300, bytes: 47_000) == [[0, 1]])
    #expect(found(at: 300, bytes: 40_000).isEmpty)
    #expect(found(at: 601, bytes: 50_000).isEmpty)
    #expect(found(at: 30, bytes: 0) == [[0, 1]])
    #expect(found(at: 31, bytes: 0).isEmpty)
    #expect(found(at: 0, bytes: 50_000).isEmpty)
  }
}
