// SPDX-License-Identifier: Apache-2.0

/// Tells whether times without AM or PM are of a 12-hour clock, which takes a look at every hour of
/// a file.
///
/// CICFlowMeter 3 writes `hh` where `HH` was meant: half past three in the afternoon is `3:30`.
/// Captures of office hours then have no hour 0 and none above 12, but hours 1 to 7 after those of
/// the morning.
struct ClockProbe {
  /// What the hours looked at so far show.
  enum Evidence {
    /// Nothing against a 12-hour clock, and hours that would be of the afternoon.
    case twelveHours
    /// Nothing against it, and no hour it would change.
    case indifferent
    /// An hour 0 or above 12, AM or PM, or times in another form.
    case other
  }

  private(set) var evidence = Evidence.indifferent
  private let header: DelimitedHeader
  private var fields = FieldRanges()
  private var awaitsHeader: Bool

  /// A probe of a file with this plan; nil if it needs none.
  init?(_ plan: FilePlan) {
    guard plan.assembler.rules.dialect.mayHaveTwelveHourClock,
      case .delimited(let whole?) = plan.layout
    else { return nil }
    var dialect = plan.assembler.rules.dialect
    dialect.columns = dialect.columns.filter { $0.key == .start }
    awaitsHeader = plan.headerLine != nil
    header = DelimitedHeader(names: whole.names, separator: whole.separator, dialect: dialect)
  }

  /// Looks at whole lines; false once the matter is settled.
  mutating func look(at bytes: Span<UInt8>) -> Bool {
    var position = 0
    while position < bytes.count {
      let newline = RawBytes.newline(in: bytes, from: position) ?? bytes.count
      if awaitsHeader {
        awaitsHeader = newline == position
      } else if header.split(bytes, position..<newline, into: &fields), let range = fields[.start] {
        look(at: bytes, range)
        if evidence == .other { return false }
      }
      position = newline + 1
    }
    return true
  }

  private mutating func look(at bytes: Span<UInt8>, _ range: Range<Int>) {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] <= 32 { end -= 1 }
    guard let time = TimeScanner.dayFirst(bytes, range.lowerBound..<end) else { return }
    if time.hasHalf || time.hour == 0 || time.hour > 12 {
      evidence = .other
    } else if time.hour <= 7 {
      evidence = .twelveHours
    }
  }

  /// Looks at all of `source`.
  mutating func look(through source: any ByteSource) throws(IngestError) {
    var cutter = PieceCutter(source, size: PieceCutter.defaultSize)
    while let piece = try cutter.next(), look(at: piece.span) {}
  }
}
