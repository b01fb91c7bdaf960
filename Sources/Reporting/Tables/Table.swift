// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Rows under named columns, to be written as CSV, JSON, NDJSON or text for a terminal.
public struct Table: Sendable, Equatable {
  /// One value of a row.
  public enum Cell: Sendable, Equatable {
    /// Nothing is known.
    case empty
    /// Text, perhaps hostile; each format protects itself.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A number; NaN and infinities are written as nothing.
    case number(Double)
    /// Yes or no.
    case boolean(Bool)
    /// A moment, written in ISO 8601 UTC.
    case time(Timestamp)
  }

  /// How to write a table.
  public enum Format: String, CaseIterable, Sendable {
    /// Aligned columns for a terminal.
    case table
    /// RFC 4180 with a header line.
    case csv
    /// One array of objects.
    case json
    /// One object a line.
    case ndjson
  }

  /// Names of the columns, `snake_case` with the unit.
  public let columns: [String]
  /// The rows, each as long as ``columns``.
  public private(set) var rows: [[Cell]] = []

  /// Characters of a cell shown to a terminal.
  public var textLimit = 60

  /// The empty table with these columns.
  public init(columns: [String]) { self.columns = columns }

  /// Adds a row at the end.
  ///
  /// - Precondition: `row` is as long as ``columns``.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }

  /// The table as text in `format`, UTF-8, every line ended.
  public func bytes(as format: Format) -> [UInt8] {
    switch format {
    case .table: text()
    case .csv: csv()
    case .json: json()
    case .ndjson: ndjson()
    }
  }
}

extension Table.Cell {
  /// A whole number, or nothing.
  public static func optional(_ value: Int64?) -> Table.Cell { value.map(integer) ?? .empty }
  /// A number, or nothing.
  public static func optional(_ value: Double?) -> Table.Cell { value.map(number) ?? .empty }
  /// Yes, no, or nothing.
  public static func optional(_ value: Bool?) -> Table.Cell { value.map(boolean) ?? .empty }
  /// Text, or nothing.
  public static func optional(_ value: String?) -> Table.Cell { value.map(text) ?? .empty }

  /// The cell without any quoting; numbers are the shortest text that reads back the same.
  var plain: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let value): String(value)
    case .number(let value): Self.shortest(value)
    case .boolean(let value): value ? "true" : "false"
    case .time(let time): time.description
    }
  }

  private static func shortest(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    guard value == value.rounded(), abs(value) < 1e15 else { return value.description }
    return String(Int64(value))
  }
}
