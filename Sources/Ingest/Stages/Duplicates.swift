// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Finds connections that another sensor has reported already.
///
/// Two records are of one connection if they have the same ends and protocol, start within
/// ``startTolerance``, last equally long up to a second or a tenth, and count the same bytes each way
/// up to a tenth. They must come from different files, as one sensor does not report twice, or from
/// one whose dialect does. Each record stands for one of each other file, so a sensor's repetitions
/// are kept.
///
/// Only records that end after some later file begins are remembered: where files do not overlap in
/// time, that is none.
struct Duplicates {
  /// Microseconds by which the clocks and places of two sensors may move a start.
  static let startTolerance: Int64 = 1_000_000
  /// Microseconds by which durations may differ, at least.
  static let durationTolerance: Int64 = 1_000_000
  /// How many records are remembered at most; about 60 bytes each.
  static let remembered = 1 << 21
  /// Microseconds a record is remembered within a file that reports twice.
  static let horizon: Int64 = 600_000_000

  /// How many records of the same ends and second are looked at.
  private static let looksPerRecord = 1 << 10

  private let capacity: Int
  private var known = RecordMemory()
  private var file: Int32 = 0
  private var since = Int64.max
  private var reportsTwice = false
  private var latestEnd = Int64.min
  /// Whether there were more records to remember than fit.
  private(set) var isOverfull = false

  /// Nothing remembered yet.
  init(capacity: Int = Self.remembered) { self.capacity = max(1, capacity) }

  /// Goes on to another file; files come one after the other.
  ///
  /// - Parameters:
  ///   - file: The file's number.
  ///   - begin: When the first of this and all files to come begins.
  ///   - laterBegin: When the first of the files to come begins; `Int64.max` if none comes.
  ///   - reportsTwice: Whether the file itself holds connections twice.
  mutating func begin(_ file: Int, begin: Int64, laterBegin: Int64, reportsTwice: Bool) {
    self.file = Int32(truncatingIfNeeded: file)
    self.reportsTwice = reportsTwice
    let reach = Self.startTolerance
    since = laterBegin == .max ? .max : laterBegin.subtractingSaturated(reach)
    let oldest = begin.subtractingSaturated(reach)
    known.keep { $0.start + $0.duration >= oldest }
  }

  /// Takes out the records of the file at hand that are known already.
  ///
  /// - Returns: The records left, in order.
  /// - Complexity: O(1) a record; nothing if no record is remembered nor to be.
  mutating func strip(_ batch: FlowBatch) -> FlowBatch {
    if known.isEmpty, !reportsTwice, Self.latestEnd(batch) < since { return batch }
    var kept = FlowBatch()
    for row in 0..<batch.count {
      let flow = batch[row]
      let end = FlowPair.end(flow)
      let isToRemember = reportsTwice || end >= since
      guard isToRemember || !known.isEmpty else {
        kept.append(flow)
        continue
      }
      let record = RecordMemory.Record(flow, file: file)
      if let place = find(record) {
        known.records[place].repeatedBy = file
        continue
      }
      kept.append(flow)
      guard isToRemember else { continue }
      latestEnd = max(latestEnd, end)
      remember(record)
    }
    return kept
  }

  private static func latestEnd(_ batch: FlowBatch) -> Int64 {
    var latest = Int64.min
    for row in 0..<batch.count { latest = max(latest, batch.starts[row] + batch.durations[row]) }
    return latest
  }

  /// The known record nearest in start that is of the same connection; of equally near ones the
  /// first.
  private func find(_ wanted: RecordMemory.Record) -> Int? {
    var best: (place: Int, apart: Int64)?
    let second = wanted.second
    for near in (second - 1)...(second + 1) {
      known.visit(wanted.ends, near, atMost: Self.looksPerRecord) { place, record in
        guard record.repeatedBy != file, reportsTwice || record.file != file,
          Self.areAlike(record, wanted)
        else { return }
        let apart = abs(record.start - wanted.start)
        if let known = best, (known.apart, known.place) < (apart, place) { return }
        best = (place, apart)
      }
    }
    return best?.place
  }

  private static func areAlike(_ a: RecordMemory.Record, _ b: RecordMemory.Record) -> Bool {
    let longer = max(a.duration, b.duration)
    return abs(a.start - b.start) <= startTolerance
      && abs(a.duration - b.duration) <= max(durationTolerance, longer / 10)
      && areAlike(a.up, b.up) && areAlike(a.down, b.down)
  }

  static func areAlike(_ a: Int64, _ b: Int64) -> Bool {
    let larger = max(a, b)
    return larger - min(a, b) <= larger / 10
  }

  private mutating func remember(_ record: RecordMemory.Record) {
    if known.count >= capacity, since == .max {
      // Of a file that only repeats itself what is long past goes, or else the older half.
      let oldest = latestEnd - Self.horizon
      known.keep { $0.start + $0.duration >= oldest }
      if known.count > capacity / 2 { known.dropFirst(known.count / 2) }
    }
    if known.count < capacity {
      known.append(record)
    } else {
      isOverfull = true
    }
  }
}

extension Int64 {
  /// The difference, or the least number there is.
  fileprivate func subtractingSaturated(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : difference
  }
}
