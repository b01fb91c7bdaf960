// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// How the lines of one file become flows, settled before any of them is read.
struct FilePlan: Sendable {
  /// Where values are found in a line.
  enum Layout: Sendable {
    /// In columns; nil until a Zeek log says which.
    case delimited(DelimitedHeader?)
    /// In a JSON object.
    case jsonLines(NameTree)
    /// Among the words `nfdump` prints.
    case nfdumpLines
    /// Not in lines at all: see ``CaptureReader``.
    case packets
  }

  var assembler: RecordAssembler
  var layout: Layout
  /// What the `#` lines said so far.
  var zeek = ZeekHeader()
  /// The line that names the columns, if it is not a `#` line.
  var headerLine: [UInt8]?
  /// What lines are made of first, if the file is one JSON document.
  var unrolling: JSONUnroller.Kind?
  /// What an analyst should know of how the file is read.
  var notes: [String] = []
  /// Whether flows are to be left as they are written, to be judged later.
  var isDeferred = false

  /// Whether `#` lines say how the file is to be read; where a line names the columns, they are
  /// remarks.
  var takesHashLines: Bool { headerLine == nil }

  /// Takes in a `#` line.
  mutating func read(hashLine line: [UInt8]) {
    guard zeek.read(line) else { return }
    assembler.rules.add(unset: zeek.unset)
    guard let names = zeek.names else { return }
    let header = DelimitedHeader(
      names: names, separator: zeek.separator, dialect: assembler.rules.dialect)
    layout = .delimited(header)
    assembler.hasPorts = header.has(.sourcePort) && header.has(.targetPort)
  }
}

/// What a valid record that is no flow counts as.
enum IgnoredKind: Hashable, Sendable {
  /// The kind a rule of the dialect names.
  case rule(String)
  /// The record's own word for what it is.
  case value(Word)
  /// Something below IP.
  case notIP
  /// The line of column names once more, in files joined together.
  case repeatedHeader
  /// One of too many kinds to tell apart.
  case other

  var title: String {
    switch self {
    case .rule(let kind): kind
    case .value(let word): word.text
    case .notIP: "not IP"
    case .repeatedHeader: "repeated header"
    case .other: "other"
    }
  }
}

/// What one piece of a file gave.
struct PieceResult: Sendable {
  /// Flows whose direction is settled.
  var flows = FlowBatch()
  /// Flows whose direction only all flows together tell.
  var undecided = FlowBatch()
  var lines = 0
  var records = 0
  var ignored: [(kind: IgnoredKind, count: Int)] = []
  var rejected: [Rejection.Reason: Int] = [:]
  /// The first few, their lines counted within the piece.
  var firstRejections: [(line: Int, reason: Rejection.Reason)] = []
  var turnedByPorts = 0
  var earliest = Int64.max
  var latest = Int64.min
  var remarks: RecordAssembler.Remarks = []
  var labels = LabelledActs()

  /// Whether flows are left as they are written.
  var isDeferred = false
  /// The hours in which flows start, since 1970.
  var hours = HourSet()

  /// Records of one direction among those of both.
  var halves: [HalfEvents.Half] = []
  /// The connections of records of both directions, where there may be such of one.
  var connections: [UInt64] = []
  /// What the records say, to know them again in another file.
  var content = ContentSum()

  /// Flows settled, once they have been handed on.
  var settled = 0
  /// Records used, where it is not one for each flow: packets.
  var usedRecords: Int?

  /// How many rejections are kept with their line.
  static let rejectionsKept = 10
  /// How many kinds of ignored records are told apart; a hostile file cannot make more.
  static let kindsKept = 32

  mutating func ignore(_ kind: IgnoredKind) {
    if let known = ignored.firstIndex(where: { $0.kind == kind }) {
      ignored[known].count += 1
    } else if ignored.count < Self.kindsKept {
      ignored.append((kind, 1))
    } else if let other = ignored.firstIndex(where: { $0.kind == .other }) {
      ignored[other].count += 1
    } else {
      ignored.append((.other, 1))
    }
  }

  mutating func reject(_ reason: Rejection.Reason) {
    rejected[reason, default: 0] += 1
    if firstRejections.count < Self.rejectionsKept { firstRejections.append((lines, reason)) }
  }
}

/// Reads the lines of one piece.
struct PieceParser {
  private var plan: FilePlan
  private var awaitsHeader: Bool
  private var fields = FieldRanges()
  private var times = RecordAssembler.Times()
  private var keys = KeyMemory()
  private var remarks: RecordAssembler.Remarks = []
  private(set) var result = PieceResult()

  /// A parser of pieces of a file.
  ///
  /// - Parameters:
  ///   - plan: How the file's lines become flows.
  ///   - isFirst: Whether the piece begins the file, so that a line of column names may be in it.
  init(_ plan: FilePlan, isFirst: Bool) {
    self.plan = plan
    awaitsHeader = isFirst && plan.headerLine != nil
    result.isDeferred = plan.isDeferred
  }

  /// What the lines of `piece` give.
  static func parse(_ piece: [UInt8], plan: FilePlan, isFirst: Bool) -> PieceResult {
    var parser = PieceParser(plan, isFirst: isFirst)
    parser.parse(piece.span)
    parser.result.remarks = parser.remarks
    return parser.result
  }

  private mutating func parse(_ bytes: Span<UInt8>) {
    var position = 0
    while position < bytes.count { position = lines(of: bytes, from: position) }
  }

  /// Reads lines up to one that changes the plan, which is at hand as a whole meanwhile: looking it
  /// up for every record would take longer than reading the record.
  ///
  /// - Returns: The start of the first line not read.
  private mutating func lines(of bytes: Span<UInt8>, from start: Int) -> Int {
    let assembler = plan.assembler
    let layout = plan.layout
    var position = start
    while position < bytes.count {
      let newline = RawBytes.newline(in: bytes, from: position) ?? bytes.count
      let isCarriageReturn = newline > position && bytes[newline - 1] == UInt8(ascii: "\r")
      let line = position..<(isCarriageReturn ? newline - 1 : newline)
      result.lines += 1
      position = newline + 1
      if result.lines == Self.linesToGuessBy { makeRoom(readTo: position, of: bytes.count) }
      var first = line.lowerBound
      while first < line.upperBound, bytes[first] <= 32 { first += 1 }
      guard first < line.upperBound else { continue }
      if bytes[first] == UInt8(ascii: "#"), case .delimited = layout,
        line.count <= PieceCutter.longestLine
      {
        guard plan.takesHashLines else { continue }
        plan.read(hashLine: bytes.copy(line))
        fields.clear()
        return position
      }
      if awaitsHeader {
        awaitsHeader = false
        continue
      }
      result.records += 1
      guard line.count <= PieceCutter.longestLine else {
        result.reject(.tooLong)
        continue
      }
      do throws(Refusal) {
        switch layout {
        case .delimited(let header):
          guard let header, plan.zeek.isConnections else {
            throw .rejected(.missingField(.start))
          }
          guard header.split(bytes, line, into: &fields) else { throw .rejected(.truncatedRecord) }
          take(try assembler.flow(bytes, fields, &times, &remarks), bytes, fields, assembler.rules)
        case .jsonLines(let tree): try object(bytes, line, tree, assembler)
        case .packets: throw .rejected(.packet(.unreadable))
        case .nfdumpLines:
          guard let (text, found) = NfdumpLine.values(bytes, line) else {
            throw .rejected(.truncatedRecord)
          }
          take(
            try assembler.flow(text.span, found, &times, &remarks), text.span, found,
            assembler.rules)
        }
      } catch {
        refuse(error, bytes, line)
      }
    }
    return position
  }

  /// How many lines tell how many there will be.
  private static let linesToGuessBy = 64

  /// Makes room for as many flows as there will be if the piece goes on as it began.
  private mutating func makeRoom(readTo position: Int, of size: Int) {
    result.flows.reserveCapacity((result.flows.count + 1) * (size / position + 1))
  }

  private mutating func object(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ tree: NameTree, _ assembler: RecordAssembler
  ) throws(Refusal) {
    fields.clear()
    switch JSONScanner.scan(bytes, line, for: tree, remembering: &keys, into: &fields) {
    case .malformed: throw .rejected(.malformedJSON)
    case .object:
      take(try assembler.flow(bytes, fields, &times, &remarks), bytes, fields, assembler.rules)
    case .objectWithEscapes:
      let (text, moved) = JSONEscapes.resolved(bytes, fields)
      fields = moved
      do throws(Refusal) {
        take(
          try assembler.flow(text.span, moved, &times, &remarks), text.span, moved, assembler.rules)
      } catch .ignoredByRule(let rule) {
        result.ignore(assembler.rules.kind(ofRule: rule, text.span, moved))
      }
    }
  }

  private mutating func take(
    _ flow: Flow, _ bytes: Span<UInt8>, _ fields: FieldRanges, _ rules: DialectRules
  ) {
    result.earliest = min(result.earliest, flow.start.microseconds)
    result.latest = max(result.latest, flow.start.microseconds)
    result.hours.insert(flow.start.microseconds)
    let judgement = result.isDeferred ? Orientation.Judgement.keep : Orientation.judge(flow)
    if let range = rules.value(.label, bytes, fields) {
      let end = min(range.upperBound, range.lowerBound + LabelledActs.longestLabel)
      // Flows that are turned later act from the side they will have then, as far as ports tell.
      let isTurned = Orientation.judge(flow) == .turn
      result.labels.add(
        Printable.text(String(decoding: bytes.copy(range.lowerBound..<end), as: UTF8.self)),
        host: isTurned ? flow.target : flow.source, start: flow.start.microseconds)
    }
    if rules.hasConnections, let range = rules.value(.connection, bytes, fields) {
      let connection = HalfEvents.connection(bytes, range)
      guard fields[.impliesHalf] == nil else {
        return result.halves.append(HalfEvents.Half(flow: flow, connection: connection))
      }
      result.connections.append(connection)
    }
    guard !result.isDeferred else { return result.flows.append(flow) }
    switch judgement {
    case .keep: result.flows.append(Orientation.kept(flow))
    case .turn:
      result.turnedByPorts += 1
      result.flows.append(flow.turned)
    case .undecided: result.undecided.append(flow)
    }
  }

  private mutating func refuse(_ refusal: Refusal, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    if case .ignoredByRule(let rule) = refusal {
      result.ignore(plan.assembler.rules.kind(ofRule: rule, bytes, fields))
    } else if let log = foreignLog {
      result.ignore(log)
    } else if let header = plan.headerLine, bytes.copy(range) == header {
      result.ignore(.repeatedHeader)
    } else if plan.assembler.rules.isFooter(bytes, range) {
      result.ignore(.rule("total or heading"))
    } else if case .rejected(let reason) = refusal {
      result.reject(reason)
    } else {
      result.ignore(.notIP)
    }
  }

  /// The log a Zeek file went over to, if it is not one of connections.
  private var foreignLog: IgnoredKind? {
    plan.zeek.isConnections ? nil : .value(Word("zeek " + plan.zeek.path))
  }
}

extension Span<UInt8> {
  /// The bytes of `range` as an array.
  func copy(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(self[index]) }
    return bytes
  }
}
