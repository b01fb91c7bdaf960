// SPDX-License-Identifier: Apache-2.0
public import Flows

/// What became of every record read: the coverage of an analysis.
public struct ReadSummary: Equatable, Sendable {
  /// What one file gave.
  public struct File: Equatable, Sendable {
    /// Where it is.
    public var path: String
    /// Its dialect, as `--format` calls it.
    public var format: String
    /// How it was compressed, nil if it was not: `gzip`.
    public var compression: String?
    /// Records, which are lines other than headers and blank ones, or the packets of a capture;
    /// used + duplicates + ignored + rejected.
    public var records = 0
    /// Records that gave a flow, or became part of one.
    public var used = 0
    /// Flows that ended in it and were used, where it takes several records to make one; nil where each
    /// record used is one.
    public var flows: Int?
    /// Such flows that another file reports too.
    public var repeatedFlows = 0
    /// Records of connections that another file reports too.
    public var duplicates = 0
    /// Valid records that are no flows, by kind.
    public var ignored: [String: Int] = [:]
    /// Records that could not be read, by reason.
    public var rejected: [Rejection.Reason: Int] = [:]
    /// Flows turned round.
    public var turned = 0
    /// What tells its records apart from others, in whatever order, format and compression: 32
    /// hexadecimal digits; nil unless ``ReadOptions/takesContent``.
    public var content: String?
    /// What an analyst should know of how the file was read.
    public var notes: [String] = []
    /// Start of the earliest flow, nil without flows.
    public var earliest: Timestamp?
    /// Start of the latest flow.
    public var latest: Timestamp?
  }

  /// A file of a folder that was passed over.
  public struct Skipped: Equatable, Sendable {
    /// Where it is.
    public var path: String
    /// Why: `empty`, `a Zeek log of dns, not conn`.
    public var why: String
  }

  /// Files read, in the order in which they were.
  public var files: [File] = []
  /// Files passed over.
  public var skipped: [Skipped] = []
  /// The first ten records that could not be read.
  public var rejections: [Rejection] = []
  /// Flows turned round, and by what.
  public var orientation = Orientation.Counts()

  /// What labels of flows say, if they were asked for.
  public var labels = LabelledActs()
  /// Flows made of two records, one for each direction.
  public var paired = 0
  /// Whether files overlapped by more records than can be held against one another, so that
  /// duplicates may be left.
  public var missedDuplicates = false
  /// Stretches of whole hours in which no flow starts, between the first flow and the last.
  public var gaps: [TimeRange] = []

  /// Nothing read yet.
  public init() {}

  /// Records in all files.
  public var records: Int { files.reduce(0) { $0 + $1.records } }
  /// Records used.
  public var used: Int { files.reduce(0) { $0 + $1.used } }
  /// Flows they made, but for the two halves of one.
  public var flows: Int { files.reduce(0) { $0 + ($1.flows ?? $1.used) } }
  /// Records of connections that another file reports too.
  public var duplicates: Int { files.reduce(0) { $0 + $1.duplicates } }
  /// Valid records that are no flows, by kind.
  public var ignored: [String: Int] {
    files.reduce(into: [:]) { $0.merge($1.ignored, uniquingKeysWith: +) }
  }
  /// Records that could not be read, by reason.
  public var rejected: [Rejection.Reason: Int] {
    files.reduce(into: [:]) { $0.merge($1.rejected, uniquingKeysWith: +) }
  }
  /// Start of the earliest flow, nil without flows.
  public var earliest: Timestamp? { files.compactMap(\.earliest).min() }
  /// Start of the latest flow.
  public var latest: Timestamp? { files.compactMap(\.latest).max() }

  /// How many of the records that could not be read are named.
  static let rejectionsKept = 10
}

extension ReadSummary {
  /// What an analyst should know of the records, a line each, and what became of all of them in the
  /// last.
  ///
  /// - Parameter noEdges: What became of flows afterwards, in words.
  /// - Returns: Lines without line ends.
  public func coverageLines(noEdges: String? = nil) -> [String] {
    var lines = rejections.map { "rejected \($0)" }
    let unnamed = rejected.values.reduce(0, +) - rejections.count
    if unnamed > 0 { lines.append("rejected \(unnamed) more") }
    lines += Self.grouped(files.flatMap { file in file.notes.map { (file.path, $0) } })
    lines += Self.grouped(skipped.map { ($0.path, "skipped: " + $0.why) })
    if missedDuplicates {
      lines.append(
        "more records overlap than are held against one another: connections may count twice; "
          + "split the files by time")
    }
    let parts = [
      "read \(files.count) \(files.count == 1 ? "file" : "files"): \(outcome)",
      packetsMade,
      "\(duplicates) duplicates dropped, \(paired) connections paired of two records",
      "turned round: \(orientation.turnedByPorts) by ports, \(orientation.turnedByPopularity) by "
        + "popularity, \(orientation.undecided) kept as written although undecided", timeSpan,
      noEdges,
    ]
    lines.append(parts.compactMap(\.self).joined(separator: "; "))
    return lines
  }

  /// What became of packets; nil without captures.
  private var packetsMade: String? {
    let captures = files.filter { $0.flows != nil }
    guard !captures.isEmpty else { return nil }
    let made = captures.reduce(0) { $0 + ($1.flows ?? 0) }
    let repeated = captures.reduce(0) { $0 + $1.repeatedFlows }
    return "packets made \(made) \(made == 1 ? "flow" : "flows")"
      + (repeated > 0 ? " and \(repeated) that other captures hold too" : "")
  }

  /// From when to when flows start, and where none do.
  private var timeSpan: String? {
    guard let earliest, let latest else { return nil }
    let span = "flows start \(earliest) to \(latest)"
    guard let longest = gaps.max(by: { $0.microseconds < $1.microseconds }) else {
      return span + " without a gap of an hour"
    }
    return span + ", none in \(gaps.count) \(gaps.count == 1 ? "gap" : "gaps") of an hour or more, "
      + "the longest from \(longest.start) to \(longest.end)"
  }

  /// `12 records, 9 used, 2 ignored (alert 2), 1 rejected (start time missing 1)`.
  var outcome: String {
    let ignored = self.ignored.map { ($0.key, $0.value) }
    let rejected = self.rejected.map { ($0.key.title, $0.value) }
    return "\(records) records, \(used) used, \(Self.tally(ignored)) ignored\(Self.list(ignored)), "
      + "\(Self.tally(rejected)) rejected\(Self.list(rejected))"
  }

  private static func tally(_ counts: [(String, Int)]) -> Int { counts.reduce(0) { $0 + $1.1 } }

  private static func list(_ counts: [(String, Int)]) -> String {
    guard !counts.isEmpty else { return "" }
    let sorted = counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return " (" + sorted.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ")"
  }

  /// One line for each different text, with the first path and how many more.
  private static func grouped(_ remarks: [(path: String, text: String)]) -> [String] {
    var order: [String] = []
    var paths: [String: (first: String, count: Int)] = [:]
    for remark in remarks {
      if paths[remark.text] == nil { order.append(remark.text) }
      paths[remark.text, default: (remark.path, 0)].count += 1
    }
    return order.compactMap { text in
      guard let entry = paths[text] else { return nil }
      let more = entry.count > 1 ? " and \(entry.count - 1) more" : ""
      return "\(Printable.text(entry.first))\(more): \(text)"
    }
  }
}
