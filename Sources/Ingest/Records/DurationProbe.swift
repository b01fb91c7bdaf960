// SPDX-License-Identifier: Apache-2.0

/// Tells the unit of durations by the packets a second beside them.
///
/// Releases of the Python `cicflowmeter` write `flow_duration` in seconds or in microseconds under
/// one name; packets divided by the duration are the rate in one of the units only.
struct DurationProbe {
  private let header: DelimitedHeader
  /// How many lines are looked at.
  private static let linesTried = 500

  /// A probe of files with the columns `names`; nil if `dialect` needs none.
  init?(_ names: [String], separator: UInt8, _ dialect: Dialect) {
    guard let rate = dialect.packetRate else { return nil }
    var wanted = Dialect()
    // The rate takes the place of a value that is a number too.
    wanted.columns = [.bytesTotal: [rate]]
    for field in [FlowField.duration, .packetsOut, .packetsIn] {
      wanted.columns[field] = dialect.columns[field]
    }
    header = DelimitedHeader(names: names, separator: separator, dialect: wanted)
  }

  /// The unit most of `lines` agree with; nil if none tells.
  func unit(_ lines: some Sequence<ArraySlice<UInt8>>) -> Dialect.TimeUnit? {
    var seconds = 0
    var microseconds = 0
    for line in lines.prefix(Self.linesTried) {
      let line = Array(line)
      var fields = FieldRanges()
      guard header.split(line.span, 0..<line.count, into: &fields) else { continue }
      func number(_ field: FlowField, places: Int) -> Double? {
        fields[field].flatMap { NumberScanner.fixedPoint(line.span, $0, places: places) }
          .map(Double.init)
      }
      guard let duration = number(.duration, places: 6), duration > 0,
        let out = number(.packetsOut, places: 0), let back = number(.packetsIn, places: 0),
        let rate = number(.bytesTotal, places: 6), rate > 0, out + back > 0
      else { continue }
      // 1 if the duration is in seconds, a million if in microseconds.
      let ratio = rate * duration / 1e12 / (out + back)
      if 0.5...2 ~= ratio { seconds += 1 }
      if 0.5e6...2e6 ~= ratio { microseconds += 1 }
    }
    guard seconds + microseconds > 0 else { return nil }
    return microseconds > seconds ? .microseconds : .seconds
  }
}
