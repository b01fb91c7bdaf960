// SPDX-License-Identifier: Apache-2.0

/// Numbers of many hosts in one flat array, as detectors learn from and score them.
///
/// A row is what one host did in one window, a column one feature. Row-major: value *c* of row *r*
/// stands at `r * columns + c`. Every value is finite.
public struct Rows: Sendable, Equatable {
  /// All values, `count * columns` of them.
  public let values: [Float]
  /// Values per row, at least 0.
  public let columns: Int
  /// How many rows.
  public let count: Int

  /// Rows in a flat array.
  ///
  /// - Precondition: `values` is a whole number of rows of `columns` ≥ 1 values.
  public init(values: [Float], columns: Int) {
    precondition(columns > 0 && values.count % columns == 0, "rows are equally long")
    self.values = values
    self.columns = columns
    count = values.count / columns
  }

  /// Rows one by one; no rows have no columns.
  ///
  /// - Precondition: All are equally long.
  public init(_ rows: [[Float]]) {
    columns = rows.first?.count ?? 0
    count = rows.count
    var values: [Float] = []
    values.reserveCapacity(columns * count)
    for row in rows {
      precondition(row.count == columns, "rows are equally long")
      values += row
    }
    self.values = values
  }

  /// One row.
  public subscript(_ row: Int) -> [Float] {
    Array(values[row * columns..<(row + 1) * columns])
  }

  /// The rows with these numbers, in this order.
  func picking(_ numbers: [Int]) -> Rows { Rows(numbers.map { self[$0] }) }

  /// How many pieces of `size` rows there are.
  func pieces(of size: Int) -> Int { (count + size - 1) / size }

  /// The rows of piece `number`, the last of which may be shorter.
  func piece(_ number: Int, of size: Int) -> Range<Int> {
    number * size..<min(count, (number + 1) * size)
  }
}
