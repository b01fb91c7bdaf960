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
  private var halves = HalfEvents()
  private var current: Int?
  private var ready: [(file: Int, flows: FlowBatch)] = []
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
  var paired: Int { pairing.paired + halves.paired }
  /// Whether there were more overlapping records than can be held against one another.
  var isOverfull: Bool { duplicates.isOverfull }

  /// Takes the records of a piece; what comes out is handed on by ``next()``.
  ///
  /// - Returns: How many were dropped as duplicates.
  func add(_ batch: FlowBatch, input: Int, file: Int, dialect: Dialect) -> Int {
    var batch = batch
    let before = batch.count
    if begin(input, dialect) { batch = duplicates.strip(batch) }
    let dropped = before - batch.count
    if dialect.isUnidirectional {
      ready += pairing.add(batch, ofFile: file).batches
    } else if batch.count > 0 {
      ready.append((file, batch))
    }
    return dropped
  }

  /// Goes on to a file, if it is another one; whether duplicates are looked for in it.
  private func begin(_ input: Int, _ dialect: Dialect) -> Bool {
    let amongFiles = dropsDuplicates.amongFiles
    guard amongFiles || repeats(dialect) else { return false }
    guard current != input else { return true }
    current = input
    duplicates.begin(
      input, begin: amongFiles ? order.begin(from: input) : .max,
      laterBegin: amongFiles ? order.begin(from: input + 1) : .max,
      reportsTwice: repeats(dialect))
    return true
  }

  /// Takes the records of one direction of a piece that has records of both, too.
  ///
  /// - Returns: How many were dropped as duplicates, and the files of those left out as their
  ///   connection has a record of both directions.
  func add(
    halves records: [HalfEvents.Half], connections: [UInt64], input: Int, file: Int,
    dialect: Dialect
  ) -> (duplicates: Int, leftOut: [Int]) {
    var leftOut = halves.add(connections: connections)
    guard !records.isEmpty else { return (0, leftOut) }
    var dropped = 0
    var through = FiledFlows()
    let looksForDuplicates = begin(input, dialect)
    for record in records {
      if looksForDuplicates, duplicates.strip(FlowBatch([record.flow])).count == 0 {
        dropped += 1
      } else if halves.add(record, ofFile: file, &through) {
        leftOut.append(file)
      }
    }
    ready += through.batches
    return (dropped, leftOut)
  }

  /// Records that are through, to be oriented and used; nil if there are none at the moment.
  func next() -> (file: Int, flows: FlowBatch)? {
    guard first < ready.count else { return nil }
    defer { first += 1 }
    let batch = ready[first]
    ready[first].flows = FlowBatch()
    if first > 64 {
      ready.removeFirst(first)
      first = 0
    }
    return batch
  }

  /// Lets out what still waits for its other half.
  func finish() {
    for (file, flows) in pairing.finish().batches + halves.finish().batches {
      let rest = BatchFeed(flows)
      while let batch = rest.next() { ready.append((file, batch)) }
    }
  }
}
