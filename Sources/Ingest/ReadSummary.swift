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
    /// Records, which are lines other than headers and blank ones; used + ignored + rejected.
    public var records = 0
    /// Records that gave a flow.
    public var used = 0
    /// Valid records that are no flows, by kind.
    public var ignored: [String: Int] = [:]
    /// Records that could not be read, by reason.
    public var rejected: [Rejection.Reason: Int] = [:]
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

  /// Nothing read yet.
  public init() {}

  /// Records in all files.
  public var records: Int { files.reduce(0) { $0 + $1.records } }
  /// Flows used.
  public var used: Int { files.reduce(0) { $0 + $1.used } }
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
  /// What was read and what was not, a line each, for people.
  public var coverageLines: [String] {
    var lines = ["read \(files.count) \(files.count == 1 ? "file" : "files"): \(outcome)"]
    lines.append(
      "turned round: \(orientation.turnedByPorts) by ports, \(orientation.turnedByPopularity) by "
        + "popularity; \(orientation.undecided) kept as written although undecided")
    if let earliest, let latest { lines.append("flows start \(earliest) to \(latest)") }
    for rejection in rejections { lines.append("rejected \(rejection)") }
    let unnamed = rejected.values.reduce(0, +) - rejections.count
    if unnamed > 0 { lines.append("rejected \(unnamed) more") }
    lines += Self.grouped(files.flatMap { file in file.notes.map { (file.path, $0) } })
    lines += Self.grouped(skipped.map { ($0.path, "skipped: " + $0.why) })
    return lines
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
