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
  ///   - transform: Makes of one piece's flows what is to be folded; runs on several at once.
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
    transform: @escaping @Sendable (FlowBatch) -> Piece, fold: (Piece) -> Void
  ) async throws(IngestError) -> ReadSummary {
    let feed = try PieceFeed(files, options: options)
    let ledger = ReadLedger(strict: options.strict)
    let stages = SequentialStages(feed.order, dropsDuplicates: options.dropsDuplicates)
    let work: @Sendable (ReadWork) -> ReadWork.Outcome<Piece> = { $0.done(transform) }
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
            batch, input: job.input, dialect: job.plan.assembler.rules.dialect)
        }
        try ledger.enter(
          result, from: feed.opened[job.file], file: job.file, duplicates: dropped)
        if let piece { fold(piece) }
        progress?(
          ReadProgress(
            path: feed.order.inputs[job.input].path, bytesRead: job.bytesTaken,
            bytesTotal: feed.bytesTotal, records: ledger.records))
      case .settled(let piece, let undecided, let counts):
        ledger.enter(undecided, counts)
        fold(piece)
      }
    }
    try await Parallel.stream(
      threads: options.threads,
      next: { () throws(IngestError) in
        if let batch = stages.next() { return .settle(batch) }
        guard var job = try feed.next() else { return nil }
        job.plan.isDeferred = stages.concern(job.plan.assembler.rules.dialect)
        return .parse(job)
      },
      work: work, fold: take)
    stages.finish()
    try await Parallel.stream(
      threads: options.threads,
      next: { () throws(IngestError) in stages.next().map(ReadWork.settle) },
      work: work, fold: take)
    let rest = ledger.settleHeldBack()
    try await Parallel.stream(
      threads: options.threads,
      next: { () throws(IngestError) in rest.next() },
      work: { transform($0) },
      fold: { piece throws(IngestError) in fold(piece) })
    return try ledger.summary(of: feed, stages: stages)
  }
}

/// Flows handed on some rows at a time.
final class BatchFeed {
  /// Rows handed on at once.
  private static let rows = 65_536
  private let batch: FlowBatch
  private var row = 0

  init(_ batch: FlowBatch) { self.batch = batch }

  func next() -> FlowBatch? {
    guard row < batch.count else { return nil }
    let end = min(batch.count, row + Self.rows)
    defer { row = end }
    return FlowBatch((row..<end).lazy.map { [batch] in batch[$0] })
  }
}
