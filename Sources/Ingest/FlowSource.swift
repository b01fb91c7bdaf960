// SPDX-License-Identifier: Apache-2.0
public import Flows

/// How input is read.
public struct ReadOptions: Sendable {
  /// The dialect to read every file as; nil to recognise each from its content.
  public var format: String?
  /// A mapping of the user's own; nil without one.
  ///
  /// If it says how it is recognised, files it fits are read by it and others as ever; else every
  /// file is.
  public var mapping: Dialect?
  /// Where labels are, if they are to be read too.
  public var labels: LabelColumn?
  /// Whether the first record that cannot be read is an error.
  public var strict: Bool
  /// How many pieces are read at once, at least 1; changes no result.
  public var threads: Int
  /// Whether a connection that several files report counts once.
  public var dropsDuplicates = true
  /// Whether it is told what the records of each file say: see ``ReadSummary/File/content``.
  public var takesContent = false
  /// How many bytes compressed data may hold for each byte of their own, at least 1.
  ///
  /// More is an error, as it is a decompression bomb rather than flow records. The first 64 MiB of a
  /// file are free.
  public var largestExpansion = 250
  /// How many bytes of a file may come out before that matters.
  var freeExpansion = 64 << 20
  /// About how many bytes make a piece; changes no result.
  var pieceSize = PieceCutter.defaultSize

  /// Options as given.
  public init(
    format: String? = nil, mapping: Dialect? = nil, strict: Bool = false, threads: Int = 1
  ) {
    self.format = format
    self.mapping = mapping
    self.strict = strict
    self.threads = threads
  }

  /// How files are recognised.
  ///
  /// - Throws: `IngestError.unknownFormat`.
  func recognition() throws(IngestError) -> FormatRecognition {
    let known = (mapping.map { [$0] } ?? []) + Dialect.all
    guard let format else {
      let only = mapping?.marks.isEmpty == true ? mapping : nil
      return FormatRecognition(known: known, format: only, labels: labels)
    }
    guard let dialect = Dialect.named(format, among: known + [.capture]) else {
      throw .unknownFormat(format, known: (known + [.capture]).map(\.name))
    }
    return FormatRecognition(known: known, format: dialect, labels: labels)
  }
}

/// How far reading has come.
public struct ReadProgress: Sendable {
  /// The file at hand.
  public var path: String
  /// Bytes of all files taken in so far, as they are on disk.
  public var bytesRead: Int
  /// Bytes of all files; nil if some input has no known size.
  public var bytesTotal: Int?
  /// Records read so far.
  public var records: Int
}

/// Reads flows from files of any known dialect.
public enum FlowSource {
  /// Reads every file once, the earliest first, and folds what is made of the flows into a table.
  ///
  /// Files are read in pieces, several at once; pieces are folded in order, so the result does not
  /// depend on the number of threads. A connection two files report counts once, and the two halves
  /// of formats with a record for each direction become one flow. How flows are spread over pieces is not to matter to `fold`:
  /// flows whose direction only all flows together tell come last.
  ///
  /// - Parameters:
  ///   - files: What ``InputFile/resolve(_:)`` gave.
  ///   - options: How to read.
  ///   - progress: Called after each piece.
  ///   - transform: Makes of flows of one file, told by its place among those opened, what is to be
  ///     folded; runs on several at once.
  ///   - fold: Takes the pieces in order, one at a time.
  /// - Returns: What became of every record.
  /// - Throws: `IngestError.unknownFormat`; `.unreadable` if a file cannot be opened or read;
  ///   `.expandsTooMuch` if one holds more than ``ReadOptions/largestExpansion`` allows;
  ///   `.unrecognised` if a file named by itself is in no known format; `.noUsableRecord` if not
  ///   one flow came out; with `strict`, `.badRecord`.
  /// - Complexity: O(bytes) time. Space for the pieces at hand and for flows of undecided
  ///   direction.
  public static func read<Piece: Sendable>(
    _ files: [InputFile], options: ReadOptions,
    progress: (@Sendable (ReadProgress) -> Void)? = nil,
    transform: @escaping @Sendable (FlowBatch, Int) -> Piece, fold: (Piece) -> Void
  ) async throws(IngestError) -> ReadSummary {
    let feed = try PieceFeed(files, options: options)
    let ledger = ReadLedger(strict: options.strict)
    let stages = SequentialStages(feed.order, dropsDuplicates: options.dropsDuplicates)
    let takesContent = options.takesContent
    let work: @Sendable (ReadWork) -> ReadWork.Outcome<Piece> = {
      $0.done(takesContent: takesContent, transform)
    }
    let take: (ReadWork.Outcome<Piece>) throws(IngestError) -> Void = {
      outcome throws(IngestError) in
      switch outcome {
      case .parsed(let job, var result, let piece):
        var dropped = 0
        if result.isDeferred {
          let batch = result.flows
          result.settled = batch.count
          result.flows = FlowBatch()
          dropped = stages.add(
            batch, input: job.input, file: job.file,
            dialect: job.plan.assembler.rules.dialect)
        }
        let besides = stages.add(
          halves: result.halves, connections: result.connections, input: job.input,
          file: job.file, dialect: job.plan.assembler.rules.dialect)
        dropped += besides.duplicates
        try ledger.enter(
          result, from: feed.opened[job.file], file: job.file, duplicates: dropped)
        ledger.leaveOut(besides.leftOut)
        if let piece { fold(piece) }
        progress?(
          ReadProgress(
            path: feed.order.inputs[job.input].path, bytesRead: job.bytesTaken,
            bytesTotal: feed.bytesTotal, records: ledger.records))
      case .settled(let piece, let undecided, let counts, let file):
        ledger.enter(undecided, counts, file: file)
        fold(piece)
      }
    }
    try await Parallel.stream(
      threads: options.threads,
      next: { () throws(IngestError) in
        if let (file, batch) = stages.next() { return .settle(batch, file: file) }
        guard var job = try feed.next() else { return nil }
        job.plan.isDeferred = stages.concern(job.plan.assembler.rules.dialect)
        return .parse(job)
      },
      work: work, fold: take)
    stages.finish()
    try await Parallel.stream(
      threads: options.threads,
      next: { () throws(IngestError) in
        stages.next().map { ReadWork.settle($0.flows, file: $0.file) }
      },
      work: work, fold: take)
    for (file, rest) in ledger.settleHeldBack() {
      try await Parallel.stream(
        threads: options.threads,
        next: { () throws(IngestError) in rest.next() },
        work: { transform($0, file) },
        fold: { piece throws(IngestError) in fold(piece) })
    }
    return try ledger.summary(of: feed, stages: stages)
  }
}

extension FlowSource {
  /// Reads every file once and adds the flows to `sum`: see
  /// ``read(_:options:progress:transform:fold:)``.
  public static func read(
    _ files: [InputFile], options: ReadOptions,
    progress: (@Sendable (ReadProgress) -> Void)? = nil, into sum: some FlowSum
  ) async throws(IngestError) -> ReadSummary {
    try await read(
      files, options: options, progress: progress,
      transform: { flows, file in sum.add(flows, ofFile: file) }, fold: { _ in })
  }
}

/// Flows handed on some rows at a time.
final class BatchFeed {
  /// Rows handed on at once.
  private static let rows = 65_536
  private let batch: FlowBatch
  private var row: Int
  private let last: Int

  init(_ batch: FlowBatch) {
    self.batch = batch
    (row, last) = (0, batch.count)
  }

  init(_ batch: FlowBatch, _ rows: Range<Int>) {
    self.batch = batch
    (row, last) = (rows.lowerBound, rows.upperBound)
  }

  func next() -> FlowBatch? {
    guard row < last else { return nil }
    let end = min(last, row + Self.rows)
    defer { row = end }
    return FlowBatch((row..<end).lazy.map { [batch] in batch[$0] })
  }
}
