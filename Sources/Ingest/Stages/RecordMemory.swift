// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Records in brief, found again by their ends and the second they start in.
struct RecordMemory {
  /// What is kept of a record: enough to know its connection again.
  struct Record {
    /// The mixed bits of ``ConnectionEnds``: two pairs of ends are the same with a chance of 2⁻⁶⁴.
    var ends: UInt64
    var start: Int64
    var duration: Int64
    /// Bytes from the lower end to the higher, whoever opened the connection.
    var up: Int64
    var down: Int64
    var file: Int32
    /// The last file that held it again; -1 if there is none.
    var repeatedBy: Int32 = -1
    /// The one before it in the same place of the table; -1 if there is none.
    fileprivate var older: Int32 = -1

    /// What is kept of `flow`, which is in `file`.
    init(_ flow: Flow, file: Int32) {
      let isUpward = ConnectionEnds.isUpward(flow)
      ends = ConnectionEnds(flow).mixed
      start = flow.start.microseconds
      duration = flow.durationMicroseconds
      (up, down) = isUpward ? (flow.bytesOut, flow.bytesIn) : (flow.bytesIn, flow.bytesOut)
      self.file = file
    }

    /// The second it starts in.
    var second: Int64 { start / 1_000_000 }
  }

  /// In the order in which they came.
  var records: [Record] = []
  private var table: [Int32] = []

  /// How many there are.
  var count: Int { records.count }
  /// Whether there is none.
  var isEmpty: Bool { records.isEmpty }

  /// Visits the records between `ends` that start in `second`, the last first, up to `most`.
  func visit(_ ends: UInt64, _ second: Int64, atMost most: Int, _ visitor: (Int, Record) -> Void) {
    guard !table.isEmpty else { return }
    var place = Int(table[slot(ends, second)])
    var visited = 0
    while place >= 0, visited < most {
      let record = records[place]
      if record.ends == ends, record.second == second { visitor(place, record) }
      visited += 1
      place = Int(record.older)
    }
  }

  /// Adds a record.
  mutating func append(_ record: Record) {
    records.append(record)
    if records.count > table.count { rebuild() } else { link(records.count - 1) }
  }

  /// Forgets all records but those.
  mutating func keep(_ isKept: (Record) -> Bool) {
    guard !records.isEmpty else { return }
    let before = records.count
    records.removeAll { !isKept($0) }
    if records.count < before { rebuild() }
  }

  /// Forgets the first `count` records.
  mutating func dropFirst(_ count: Int) {
    records.removeFirst(count)
    rebuild()
  }

  private func slot(_ ends: UInt64, _ second: Int64) -> Int {
    let mixed = (ends ^ UInt64(bitPattern: second)) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 32) & (table.count - 1)
  }

  private mutating func link(_ place: Int) {
    let slot = slot(records[place].ends, records[place].second)
    records[place].older = table[slot]
    table[slot] = Int32(place)
  }

  private mutating func rebuild() {
    var size = 1 << 10
    while size < records.count { size *= 2 }
    table = [Int32](repeating: -1, count: records.isEmpty ? 0 : size)
    for place in records.indices { link(place) }
  }
}
