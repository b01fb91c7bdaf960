// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Adds up what the pieces of all files gave.
final class ReadLedger {
  private let isStrict: Bool
  private var files: [ReadSummary.File] = []
  private var remarks: [RecordAssembler.Remarks] = []
  private var lines = 0
  private var rejections: [Rejection] = []
  private var counts = Orientation.Counts()
  private var orientation = Orientation()
  /// Which files the flows held back are from: one after the other, so many of each.
  private var heldBack: [(file: Int, count: Int)] = []
  private var contents: [ContentSum] = []
  private var labels = LabelledActs()
  private var hours = HourSet()
  private(set) var records = 0

  /// A ledger without entries.
  ///
  /// - Parameter strict: Whether a record that cannot be read is an error.
  init(strict: Bool) { isStrict = strict }

  /// Enters one piece; pieces come in order.
  ///
  /// - Parameters:
  ///   - result: What the piece gave.
  ///   - opened: What was learned when its file was opened.
  ///   - number: The file's place among those opened.
  ///   - duplicates: How many of its flows another file had already.
  /// - Throws: With strict reading, `IngestError.badRecord` for the first record that cannot be
  ///   read.
  func enter(
    _ result: PieceResult, from opened: ReadSummary.File, file number: Int, duplicates: Int = 0
  ) throws(IngestError) {
    while files.count <= number {
      files.append(opened)
      remarks.append([])
      contents.append(ContentSum())
      lines = 0
    }
    for rejection in result.firstRejections where rejections.count < ReadSummary.rejectionsKept {
      rejections.append(
        Rejection(path: opened.path, line: lines + rejection.line, reason: rejection.reason))
    }
    if isStrict, let first = rejections.first {
      throw .badRecord(
        path: first.path, line: first.line, field: first.reason.subject,
        why: first.reason.why)
    }
    lines += result.lines
    records += result.records
    contents[number].add(result.content)
    files[number].records += result.records
    let flows = result.settled + result.undecided.count + result.halves.count
    if let packets = result.usedRecords {
      files[number].used += packets
      files[number].flows = (files[number].flows ?? 0) + flows - duplicates
      files[number].repeatedFlows += duplicates
    } else {
      files[number].used += flows - duplicates
      files[number].duplicates += duplicates
    }
    hours.formUnion(result.hours)
    for (kind, count) in result.ignored { ignore(kind, count, in: number) }
    files[number].rejected.merge(result.rejected, uniquingKeysWith: +)
    remarks[number].formUnion(result.remarks)
    labels.merge(result.labels)
    if result.earliest <= result.latest {
      let (first, last) = (result.earliest, result.latest)
      files[number].earliest = min(
        files[number].earliest ?? Timestamp(microseconds: first), Timestamp(microseconds: first))
      files[number].latest = max(
        files[number].latest ?? Timestamp(microseconds: last), Timestamp(microseconds: last))
    }
    turn(result.turnedByPorts, holding: result.undecided, file: number)
  }

  /// Enters records of one direction, by their files, whose connections have one of both.
  func leaveOut(_ records: [Int]) {
    for file in records {
      files[file].used -= 1
      ignore(.rule("one direction of what has a record"), 1, in: file)
    }
  }

  /// Enters flows of a file that tell nothing by themselves, and how many others were turned.
  func enter(_ undecided: FlowBatch, _ turned: Orientation.Counts, file: Int) {
    turn(turned.turnedByPorts, holding: undecided, file: file)
  }

  private func turn(_ turnedByPorts: Int, holding undecided: FlowBatch, file: Int) {
    counts.turnedByPorts += turnedByPorts
    files[file].turned += turnedByPorts
    guard undecided.count > 0 else { return }
    orientation.holdBack(undecided)
    if heldBack.last?.file == file {
      heldBack[heldBack.count - 1].count += undecided.count
    } else {
      heldBack.append((file, undecided.count))
    }
  }

  private func ignore(_ kind: IgnoredKind, _ count: Int, in file: Int) {
    let known = files[file].ignored
    let isKept = known[kind.title] != nil || known.count < PieceResult.kindsKept
    files[file].ignored[isKept ? kind.title : IgnoredKind.other.title, default: 0] += count
  }

  /// The flows held back by file, settled now that all are known.
  func settleHeldBack() -> [(file: Int, feed: BatchFeed)] {
    let written = orientation.undecided
    let settled = orientation.settleHeldBack(counts: &counts)
    var row = 0
    return heldBack.map { file, count in
      let rows = row..<(row + count)
      row += count
      files[file].turned += rows.count { row in
        settled[row].source != written[row].source
          || settled[row].sourcePort != written[row].sourcePort
      }
      return (file, BatchFeed(settled, rows))
    }
  }

  /// What became of every record.
  ///
  /// - Throws: `IngestError.noUsableRecord` if not one flow came out.
  func summary(of feed: PieceFeed, stages: SequentialStages) throws(IngestError) -> ReadSummary {
    var summary = ReadSummary()
    summary.skipped = feed.skipped
    summary.rejections = rejections
    summary.orientation = counts
    summary.labels = labels
    summary.paired = stages.paired
    summary.missedDuplicates = stages.isOverfull
    summary.gaps = hours.gaps
    for (number, opened) in feed.opened.enumerated() {
      var file = number < files.count ? files[number] : opened
      file.notes = opened.notes
      file.notes += notes(on: file, number < remarks.count ? remarks[number] : [])
      file.content = number < contents.count ? contents[number].text : nil
      summary.files.append(file)
    }
    guard summary.used > 0 else { throw summary.nothingUsable }
    return summary
  }

  private func notes(on file: ReadSummary.File, _ remarks: RecordAssembler.Remarks) -> [String] {
    var notes: [String] = []
    if file.used == 0 { notes.append(Self.unused) }
    if remarks.contains(.lacksZone) { notes.append("times carry no zone: taken as UTC") }
    if remarks.contains(.halved) {
      notes.append("only totals of both directions are given: half is counted each way")
    }
    if remarks.contains(.namedHosts) { notes.append(HostNames.note) }
    if remarks.contains(.namedPorts) { notes.append(HostNames.portNote) }
    if remarks.contains(.lacksPorts) { notes.append("no ports are given: every port is 0") }
    if let latest = file.latest, latest.microseconds < Self.aYear {
      notes.append("times are in 1970, so they count from the start of the capture, as it seems")
    }
    return notes
  }

  fileprivate static let unused = "no usable record"
  private static let aYear: Int64 = 365 * 86_400 * 1_000_000

}

extension ReadSummary {
  /// Why files gave nothing.
  fileprivate var nothingUsable: IngestError {
    let paths = files.map(\.path) + skipped.map(\.path)
    let first = paths.first ?? "(no file)"
    let path = paths.count > 1 ? "\(first) and \(paths.count - 1) more" : first
    var why = outcome
    if let note = files.flatMap(\.notes).first(where: { $0 != ReadLedger.unused }) {
      why += "; \(note)"
    }
    if let rejection = rejections.first { why += "; first \(rejection)" }
    if let skipped = skipped.first {
      why += "; \(self.skipped.count) skipped, first \(skipped.path): \(skipped.why)"
    }
    return .noUsableRecord(path: path, why: why, expected: Dialect.expectation)
  }

  /// Why one of several files gave nothing; nil if it gave something, be it duplicates.
  public func failure(of file: File) -> IngestError? {
    guard file.used == 0, file.duplicates == 0 else { return nil }
    var alone = ReadSummary()
    alone.files = [file]
    alone.rejections = rejections.filter { $0.path == file.path }
    return alone.nothingUsable
  }
}
