// SPDX-License-Identifier: Apache-2.0

/// Opens files one after the other and hands out their pieces, each with all that is needed to read
/// it.
final class PieceFeed {
  /// One piece to read.
  struct Job: Sendable {
    /// The file's place among the inputs.
    var input: Int
    /// The file's place among those opened.
    var file: Int
    var bytes: [UInt8] = []
    var plan: FilePlan
    /// What was read already, instead of bytes: packets come one after the other.
    var made: PieceResult?
    /// Whether the piece begins its file.
    var isFirst = false
    /// Bytes of all files taken when the piece was cut.
    var bytesTaken: Int

    /// The job when its bytes have been read and can go.
    var withoutBytes: Job {
      var job = self
      job.bytes = []
      job.made = nil
      return job
    }

    /// What the piece gives.
    func result() -> PieceResult {
      made.map { plan.isDeferred ? $0.deferred : $0.oriented }
        ?? PieceParser.parse(bytes, plan: plan, isFirst: isFirst)
    }
  }

  private struct OpenCapture {
    var input: Int
    var source: any ByteSource
    var plan: FilePlan
    var reader: CaptureReader
  }

  private struct OpenFile {
    var input: Int
    var source: any ByteSource
    var cutter: PieceCutter
    var plan: FilePlan
    var isFirst = true
  }

  /// The files, in the order in which they are read.
  let order: InputOrder
  private var inputs: [InputFile] { order.inputs }
  private let recognition: FormatRecognition
  private let options: ReadOptions
  private var upcoming = 0
  private var current: OpenFile?
  private var capture: OpenCapture?
  /// What the last capture left open, and the job that hands it on if no capture takes it up.
  private var leftOpen: (tracker: ConnectionTracker, job: Job)?
  /// What a capture left open that the next one does not take up.
  private var pending: Job?
  private var bytesTaken = 0
  /// Files opened, with what was learned on opening.
  private(set) var opened: [ReadSummary.File] = []
  /// Files passed over.
  private(set) var skipped: [ReadSummary.Skipped] = []
  /// Bytes of all files; nil if some input has no known size.
  let bytesTotal: Int?

  /// A feed of the pieces of `inputs`.
  ///
  /// - Throws: `IngestError.unknownFormat`, `.noInput` without inputs.
  init(_ inputs: [InputFile], options: ReadOptions) throws(IngestError) {
    guard !inputs.isEmpty else { throw .noInput("(no argument)") }
    self.options = options
    recognition = try options.recognition()
    order = InputOrder(inputs, options: options, recognition: recognition)
    let sizes = inputs.map(\.size)
    bytesTotal = sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
  }

  /// The next piece of the file at hand or of those to come; nil when all are read.
  func next() throws(IngestError) -> Job? {
    while true {
      if let job = pending {
        pending = nil
        return job
      }
      if let job = try nextOfCapture() { return job }
      if current == nil {
        guard upcoming < inputs.count else { return restOfCaptures() }
        current = try open(upcoming)
        upcoming += 1
        continue
      }
      if let job = try nextOfCurrent() { return job }
      close()
    }
  }

  private func nextOfCurrent() throws(IngestError) -> Job? {
    guard var file = current, let piece = try current?.cutter.next() else { return nil }
    let job = Job(
      input: file.input, file: opened.count - 1, bytes: piece, plan: file.plan,
      isFirst: file.isFirst, bytesTaken: bytesTaken + file.source.bytesTaken)
    Self.carry(over: piece.span, to: &file.plan)
    current?.plan = file.plan
    current?.isFirst = false
    return job
  }

  private func nextOfCapture() throws(IngestError) -> Job? {
    guard let file = capture else { return nil }
    var job = Job(
      input: file.input, file: opened.count - 1, plan: file.plan,
      bytesTaken: bytesTaken + file.source.bytesTaken)
    if let made = try file.reader.next() {
      job.made = made
      job.bytesTaken = bytesTaken + file.source.bytesTaken
      return job
    }
    bytesTaken += file.source.bytesTaken
    opened[opened.count - 1].notes += [file.source.defect].compactMap(\.self) + file.reader.notes
    leftOpen = (file.reader.tracker, job)
    capture = nil
    return nil
  }

  private func restOfCaptures() -> Job? {
    defer { leftOpen = nil }
    return leftOpen.map { left in
      var job = left.job
      job.made = CaptureReader.rest(of: left.tracker)
      job.bytesTaken = bytesTaken
      return job
    }
  }

  private func close() {
    guard let file = current else { return }
    bytesTaken += file.source.bytesTaken
    if let defect = file.source.defect { opened[opened.count - 1].notes.append(defect) }
    current = nil
  }

  /// Takes the `#` lines of a piece into the plan for the pieces after it.
  static func carry(over bytes: Span<UInt8>, to plan: inout FilePlan) {
    guard case .delimited = plan.layout, plan.takesHashLines else { return }
    var position = 0
    while let hash = RawBytes.first(UInt8(ascii: "#"), in: bytes, from: position) {
      var start = hash
      while start > 0, bytes[start - 1] <= 32, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
      let end = RawBytes.newline(in: bytes, from: hash) ?? bytes.count
      position = end + 1
      guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n"),
        end - start <= PieceCutter.longestLine
      else { continue }
      plan.read(hashLine: bytes.copy(start..<end))
    }
  }

  private func open(_ input: Int) throws(IngestError) -> OpenFile? {
    let path = inputs[input].path
    let (source, compression) = try Container.open(inputs[input], options: options)
    let head = try source.head(FormatRecognition.headSize)
    switch recognition.recognise(head) {
    case .unrecognised(let why):
      try passOver(input, source, why)
      return nil
    case .plan(let plan) where plan.isOfPackets:
      try openCapture(input, PrefixedSource(head, then: source), plan, compression)
      return nil
    case .plan(var plan):
      var file = ReadSummary.File(
        path: path, format: plan.assembler.rules.dialect.name, compression: compression)
      file.notes = plan.notes
      try settleClock(of: &plan, input: inputs[input], head: head, notes: &file.notes)
      opened.append(file)
      var whole: any ByteSource = PrefixedSource(head, then: source)
      if let kind = plan.unrolling { whole = UnrolledSource(whole, JSONUnroller(kind)) }
      return OpenFile(
        input: input, source: plan.unrolling == nil ? source : whole,
        cutter: PieceCutter(whole, size: options.pieceSize), plan: plan)
    }
  }

  private func openCapture(
    _ input: Int, _ source: any ByteSource, _ plan: FilePlan, _ compression: String?
  ) throws(IngestError) {
    let format = plan.assembler.rules.dialect
    do throws(CaptureError) {
      // Flows belong to the file they were seen in, or duplicates among files would not be found.
      if let left = leftOpen, order.begin(from: input) < left.tracker.clock {
        pending = restOfCaptures()
      }
      let reader = try CaptureReader(
        source, pieceSize: options.pieceSize,
        continuing: leftOpen?.tracker ?? ConnectionTracker())
      leftOpen = nil
      capture = OpenCapture(input: input, source: source, plan: plan, reader: reader)
      opened.append(
        ReadSummary.File(path: inputs[input].path, format: format.name, compression: compression))
    } catch {
      switch error {
      case .source(let failure): throw failure
      case .refused(let why): try passOver(input, source, "a \(format.title): \(why)")
      }
    }
  }

  /// Leaves a file unread, which is an error if it was named by itself.
  private func passOver(_ input: Int, _ source: any ByteSource, _ why: String)
    throws(IngestError)
  {
    let why = source.defect.map { "\(why); \($0)" } ?? why
    guard !inputs[input].isNamed else {
      throw .unrecognised(path: inputs[input].path, why: why, expected: Dialect.expectation)
    }
    skipped.append(ReadSummary.Skipped(path: inputs[input].path, why: why))
    bytesTaken += source.bytesTaken
  }

  private func settleClock(
    of plan: inout FilePlan, input: InputFile, head: [UInt8], notes: inout [String]
  ) throws(IngestError) {
    guard var probe = ClockProbe(plan) else { return }
    if input.size != nil {
      try probe.look(through: try Container.open(input, options: options).source)
    } else {
      _ = probe.look(at: head.span)
    }
    guard probe.evidence == .twelveHours else { return }
    plan.assembler.isAfternoon = true
    notes.append(
      "12-hour clock without AM or PM\(input.size == nil ? " (by the first lines)" : ""): "
        + "hours 1 to 7 are taken as afternoon")
  }
}
