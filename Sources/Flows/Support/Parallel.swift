// SPDX-License-Identifier: Apache-2.0

/// Spreads independent pieces of work over threads; the only place analysis creates tasks.
public enum Parallel {
  /// The results of `work` for 0..<`count`, in that order, whatever the number of threads.
  ///
  /// - Parameters:
  ///   - count: How many pieces; must depend on the data only, never on the machine.
  ///   - threads: How many pieces may run at once, at least 1.
  ///   - work: A pure function of the piece's number.
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
}
