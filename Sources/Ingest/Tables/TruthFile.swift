// SPDX-License-Identifier: Apache-2.0
public import Flows

/// What a file says intruders really did.
public enum TruthFile: Hashable, Sendable {
  /// One edge an intruder opened.
  public struct Step: Hashable, Sendable {
    /// When it was opened first.
    public var time: Timestamp
    /// The intrusion it belongs to, numbered as the file does.
    public var intrusion: Int
    /// What kind of intrusion it was.
    public var scenario: String
    /// 0 for what gains no ground; 1, 2, 3 … for hops.
    public var number: Int
    /// Who opened it.
    public var source: IPAddress
    /// Towards whom.
    public var target: IPAddress
  }

  /// One host an intruder used.
  public struct Host: Hashable, Sendable {
    /// The host.
    public var host: IPAddress
    /// From when on; nil for always.
    public var start: Timestamp?
    /// Until when, this moment included; nil for ever.
    public var end: Timestamp?
    /// What kind of intrusion it was; nil if the file does not say.
    public var scenario: String?
  }

  /// A file with a line for each edge, as `sidestep simulate --truth` writes it.
  case steps([Step])
  /// A file with a line for each host.
  case hosts([Host])

  static let stepColumns = [
    "time", "intrusion", "scenario", "step", "source", "target", "protocol", "target_port",
  ]
  static let hostColumns = ["host", "start", "end", "scenario"]

  /// Reads the file at `path`; its header tells which of both kinds it is.
  ///
  /// - Throws: `IngestError.unreadable`; `.badRecord` for a first line that is no such header,
  ///   and for the first line that is wrong.
  public static func read(_ path: String) throws(IngestError) -> TruthFile {
    let bytes = try FileSource(path).head(TableFile.largestFile + 1)
    guard bytes.count <= TableFile.largestFile else {
      throw .unreadable(path: path, why: "larger than 64 MiB")
    }
    return try parse(String(decoding: bytes, as: UTF8.self), path: path)
  }

  /// The truth written in `text`; `path` is for messages.
  static func parse(_ text: String, path: String) throws(IngestError) -> TruthFile {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let first = lines.firstIndex { !$0.isEmpty && !$0.hasPrefix("#") } ?? 0
    let header = lines.indices.contains(first) ? lines[first] : ""
    let ignored: Set<Character> = [" ", "\"", "\u{feff}"]
    let names = header.split(separator: ",").map { name in
      String(name.filter { !ignored.contains($0) }).lowercased()
    }
    if Set(names).isSuperset(of: stepColumns.prefix(6)) {
      return .steps(try steps(try TableFile(text, path: path, columns: stepColumns)))
    }
    if names.contains("host"), Set(names).isSubset(of: hostColumns) {
      return .hosts(try hosts(try TableFile(text, path: path, columns: hostColumns)))
    }
    throw .badRecord(
      path: path, line: first + 1, field: "header",
      why: "neither \(stepColumns.joined(separator: ",")) nor host,start,end,scenario, of which "
        + "host alone is needed")
  }

  private static func steps(_ file: TableFile) throws(IngestError) -> [Step] {
    var steps: [Step] = []
    for row in file.rows {
      guard let moment = try time("time", row) else { throw row.error("time", "missing") }
      steps.append(
        Step(
          time: moment, intrusion: try number("intrusion", row, least: 1),
          scenario: row["scenario"] ?? "", number: try number("step", row, least: 0),
          source: try address("source", row), target: try address("target", row)))
    }
    return steps
  }

  private static func hosts(_ file: TableFile) throws(IngestError) -> [Host] {
    var hosts: [Host] = []
    for row in file.rows {
      let host = Host(
        host: try address("host", row), start: try time("start", row), end: try time("end", row),
        scenario: row["scenario"])
      if let start = host.start, let end = host.end, end < start {
        throw row.error("end", "before start")
      }
      hosts.append(host)
    }
    return hosts
  }

  private static func address(
    _ column: String, _ row: TableFile.Row
  ) throws(IngestError) -> IPAddress {
    guard let text = row[column], let address = IPAddress(text) else {
      throw row.error(column, "not an address")
    }
    return address
  }

  private static func number(
    _ column: String, _ row: TableFile.Row, least: Int
  ) throws(IngestError) -> Int {
    guard let text = row[column], let number = Int(text), number >= least else {
      throw row.error(column, "not a whole number of \(least) or more")
    }
    return number
  }

  private static func time(
    _ column: String, _ row: TableFile.Row
  ) throws(IngestError) -> Timestamp? {
    guard let text = row[column] else { return nil }
    guard let time = Timestamp(text) else {
      throw row.error(column, "not a time such as 2026-03-02T09:15:00Z")
    }
    return time
  }
}
