// SPDX-License-Identifier: Apache-2.0
import Flows
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(
    "mapping gives the same results in order with 1, 2 and 8 threads", arguments: [0, 1, 2, 7, 100])
  func mapping(count: Int) async {
    let expected = (0..<count).map { $0 * $0 }
    for threads in [1, 2, 8] {
      #expect(await Parallel.map(count, threads: threads) { $0 * $0 } == expected)
    }
  }

  @Test(
    "a stream folds in order with 1, 2 and 8 threads, whatever finishes first",
    arguments: [0, 1, 2, 50])
  func stream(count: Int) async {
    for threads in [1, 2, 8] {
      var given = 0
      var folded: [Int] = []
      await Parallel.stream(
        threads: threads,
        next: { () -> Int? in
          given += 1
          return given <= count ? given : nil
        },
        work: { number in
          // Odd pieces take longer, so they are overtaken.
          var value = number
          for _ in 0..<(number % 2 == 1 ? 20_000 : 1) { value = (value &* 31 &+ 7) % 1009 }
          return number * 10 + (value > 5000 ? 1 : 0)
        },
        fold: { folded.append($0) })
      #expect(folded == (0..<count).map { ($0 + 1) * 10 })
    }
  }

  @Test("no more than twice the threads' pieces are held at once", arguments: [1, 2, 4])
  func bound(threads: Int) async {
    var given = 0
    var folded = 0
    var most = 0
    await Parallel.stream(
      threads: threads,
      next: { () -> Int? in
        given += 1
        most = max(most, given - folded)
        return given <= 200 ? given : nil
      },
      work: { $0 }, fold: { _ in folded += 1 })
    #expect(folded == 200)
    #expect(most <= threads * 2)
  }

  private struct Stop: Error, Equatable { var at: Int }

  @Test("an error of next or fold ends the stream at that piece", arguments: [1, 2, 8])
  func errors(threads: Int) async {
    let worked = Mutex(0)
    var folded: [Int] = []
    var given = 0
    await #expect(throws: Stop(at: 5)) {
      try await Parallel.stream(
        threads: threads,
        next: { () throws(Stop) -> Int? in
          given += 1
          return given
        },
        work: { number in
          worked.withLock { $0 += 1 }
          return number
        },
        fold: { number throws(Stop) in
          if number == 5 { throw Stop(at: 5) }
          folded.append(number)
        })
    }
    #expect(folded == [1, 2, 3, 4])
    #expect(worked.withLock { $0 } <= 4 + threads * 2 + 1)
    given = 0
    await #expect(throws: Stop(at: 3)) {
      try await Parallel.stream(
        threads: threads,
        next: { () throws(Stop) -> Int? in
          given += 1
          if given == 3 { throw Stop(at: 3) }
          return given
        },
        work: { $0 }, fold: { _ throws(Stop) in })
    }
  }
}
