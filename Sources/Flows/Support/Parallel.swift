// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// Spreads independent pieces of work over threads; the only place analysis creates tasks.
public enum Parallel {
  /// What pieces of work add to, each piece to one that no other has at that time: there come to be
  /// as many as pieces run at once, and together they hold what all pieces added.
  ///
  /// Which piece added to which is by chance; for a result that is not, their sum must not depend
  /// on it.
  public final class Sums<Sum: Sendable>: Sendable {
    private let idle = Mutex<[Sum]>([])
    private let make: @Sendable () -> Sum

    /// No sum yet; `make` makes an empty one.
    public init(_ make: @escaping @Sendable () -> Sum) { self.make = make }

    /// Lets `work` add to one of the sums.
    public func add<Result>(_ work: (inout Sum) -> Result) -> Result {
      var sum = idle.withLock { $0.popLast() } ?? make()
      defer { idle.withLock { $0.append(sum) } }
      return work(&sum)
    }

    /// All sums; new ones begin empty.
    ///
    /// Nothing may be adding at that time.
    public func take() -> [Sum] {
      idle.withLock { sums in
        defer { sums = [] }
        return sums
      }
    }
  }

  /// A value that several pieces of work change, one at a time.
  public final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    /// The value to begin with.
    public init(_ value: Value) { self.value = Mutex(value) }

    /// Lets `work` change the value; others wait meanwhile.
    public func change<Result: Sendable>(_ work: (inout Value) -> Result) -> Result {
      value.withLock { value in work(&value) }
    }
  }

  /// Does `work` for 0..<`count`, whatever the number of threads.
  ///
  /// - Parameters:
  ///   - count: How many pieces; must depend on the data only, never on the machine.
  ///   - threads: How many pieces may run at once, at least 1.
  ///   - work: A pure function of the piece's number.
  /// - Returns: The results in the order of their numbers.
  public static func map<Result: Sendable>(
    _ count: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Result
  ) async -> [Result] {
    guard threads > 1, count > 1 else { return (0..<count).map(work) }
    return await withTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: count)
      var next = 0
      while next < min(threads, count) {
        let piece = next
        group.addTask { (piece, work(piece)) }
        next += 1
      }
      while let (piece, result) = await group.next() {
        results[piece] = result
        if next < count {
          let following = next
          group.addTask { (following, work(following)) }
          next += 1
        }
      }
      return results.compactMap(\.self)
    }
  }

  /// Passes what `next` gives through `work`, several at once, and on to `fold` in the order given.
  ///
  /// No more than twice `threads` pieces are held at any time, however many come. Whatever the
  /// number of threads, `fold` sees the same results in the same order.
  ///
  /// - Parameters:
  ///   - threads: How many pieces may be worked on at once, at least 1.
  ///   - next: The next piece, nil at the end. Never called at the same time as `fold` or itself.
  ///   - work: A pure function of the piece.
  ///   - fold: Takes the results in order.
  /// - Throws: What `next` or `fold` throws; pieces being worked on are then dropped.
  public static func stream<Input: Sendable, Output: Sendable, Failure: Error>(
    threads: Int, next: () throws(Failure) -> Input?,
    work: @escaping @Sendable (Input) -> Output, fold: (Output) throws(Failure) -> Void
  ) async throws(Failure) {
    guard threads > 1 else {
      while let input = try next() { try fold(work(input)) }
      return
    }
    let outcome = await withTaskGroup(of: (Int, Output).self) { group -> Result<Void, Failure> in
      var waiting: [Int: Output] = [:]
      var (issued, running, folded) = (0, 0, 0)
      var isAtEnd = false
      do throws(Failure) {
        while true {
          while !isAtEnd, running < threads, issued - folded < threads * 2 {
            guard let input = try next() else {
              isAtEnd = true
              break
            }
            let number = issued
            group.addTask { (number, work(input)) }
            issued += 1
            running += 1
          }
          guard let (number, output) = await group.next() else { return .success(()) }
          running -= 1
          waiting[number] = output
          while let output = waiting.removeValue(forKey: folded) {
            try fold(output)
            folded += 1
          }
        }
      } catch {
        group.cancelAll()
        return .failure(error)
      }
    }
    try outcome.get()
  }
}
