// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What must see records one after the other, in the order in which they were read, before their
/// direction is settled: duplicates are dropped, then halves paired.
final class SequentialStages {
  private let order: InputOrder
  /// Whether duplicates are looked for at all, and whether among files.
  private let dropsDuplicates: (inFile: Bool, amongFiles: Bool)
  private var duplicates = Duplicates()
  private var pairing = Pairing()
  private var current: Int?
  private var ready: [FlowBatch] = []
  private var first = 0

  /// Stages for the files in `order`.
  init(_ order: InputOrder, dropsDuplicates: Bool) {
    self.order = order
    self.dropsDuplicates = (dropsDuplicates, dropsDuplicates && order.inputs.count > 1)
  }

  /// Whether records of `dialect` must pass here.
  func concern(_ dialect: Dialect) -> Bool {
    dialect.isUnidirectional || dropsDuplicates.amongFiles || repeats(dialect)
  }

  private func repeats(_ dialect: Dialect) -> Bool {
    dropsDuplicates.inFile && dialect.reportsTwice
  }

  /// Connections made of two records so far.
  var paired: Int { pairing.paired }
  /// Whether there were more overlapping records than can be held against one another.
  var isOverfull: Bool { duplicates.isOverfull }

  /// Takes the records of a piece; what comes out is handed on by ``next()``.
  ///
  /// - Returns: How many were dropped as duplicates.
  func add(_ batch: FlowBatch, input: Int, dialect: Dialect) -> Int {
    var batch = batch
    let before = batch.count
    let amongFiles = dropsDuplicates.amongFiles
    if amongFiles || repeats(dialect) {
      if current != input {
        current = input
        duplicates.begin(
          input, begin: amongFiles ? order.begin(from: input) : .max,
          laterBegin: amongFiles ? order.begin(from: input + 1) : .max,
          reportsTwice: repeats(dialect))
      }
      batch = duplicates.strip(batch)
    }
    let dropped = before - batch.count
    if dialect.isUnidirectional { batch = pairing.add(batch) }
    if batch.count > 0 { ready.append(batch) }
    return dropped
  }

  /// Records that are through, to be oriented and used; nil if there are none at the moment.
  func next() -> FlowBatch? {
    guard first < ready.count else { return nil }
    defer { first += 1 }
    let batch = ready[first]
    ready[first] = FlowBatch()
    if first > 64 {
      ready.removeFirst(first)
      first = 0
    }
    return batch
  }

  /// Lets out what still waits for its other half.
  func finish() {
    let rest = BatchFeed(pairing.finish())
    while let batch = rest.next() { ready.append(batch) }
  }
}
