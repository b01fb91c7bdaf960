// SPDX-License-Identifier: Apache-2.0

/// Which columns of a delimited file hold which values, settled once from its header.
struct DelimitedHeader: Sendable {
  /// The byte between columns.
  var separator: UInt8
  /// The slot of each column up to the last wanted one; -1 for columns nobody wants.
  private(set) var slots: [Int8]
  /// The names as the header has them, lower case and trimmed.
  let names: [String]
  private let required: [FlowField]

  /// Settles which column of `names` holds what `dialect` wants.
  ///
  /// The first of a value's names that is present wins; of columns named alike the first.
  init(names: [String], separator: UInt8, dialect: Dialect) {
    self.separator = separator
    self.names = names
    required = dialect.required
    var found: [(column: Int, slot: Int)] = []
    for field in FlowField.allCases {
      let column = (dialect.columns[field] ?? []).lazy.compactMap { names.firstIndex(of: $0) }.first
      if let column { found.append((column, field.rawValue)) }
    }
    let width = (found.map(\.column).max() ?? -1) + 1
    slots = [Int8](repeating: -1, count: width)
    for (column, slot) in found where slots[column] < 0 { slots[column] = Int8(slot) }
  }

  /// Whether some column holds `field`.
  func has(_ field: FlowField) -> Bool { slots.contains(Int8(field.rawValue)) }

  /// Whether every value without which there is no flow has a column.
  var isComplete: Bool { missing == nil }

  /// The first value without a column although there is no flow without it.
  var missing: FlowField? { required.first { !has($0) } }

  /// The names in a header line: trimmed, unquoted, lower case.
  static func names(in line: some Collection<UInt8>, separator: UInt8) -> [String] {
    line.split(separator: separator, omittingEmptySubsequences: false).map { column in
      String(decoding: column, as: UTF8.self).lowercased()
        .trimming { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\"" || $0 == "\u{feff}" }
    }
  }

  /// The byte that most often separates names in `line`.
  static func separator(of line: some Collection<UInt8>) -> UInt8 {
    let candidates = [",", "\t", ";", "|"].map { ($0 as Unicode.Scalar) }.map(UInt8.init(ascii:))
    var best = (separator: candidates[0], count: -1)
    for candidate in candidates {
      let count = line.reduce(0) { $1 == candidate ? $0 + 1 : $0 }
      if count > best.count { best = (candidate, count) }
    }
    // Single names hold blanks, so these separate only where nothing else does.
    if best.count == 0, line.count(where: { $0 == 32 }) > 2 { return 32 }
    return best.separator
  }

  /// How many columns `line` has; separators between quotes are none.
  func columns(of line: some Collection<UInt8>) -> Int {
    var columns = 1
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == separator, !isQuoted { columns += 1 }
    }
    return columns
  }

  /// Notes where the wanted values of the record in `line` lie.
  ///
  /// A quoted value is noted without its quotes; a record ends with its line even inside quotes.
  ///
  /// - Returns: False if the line has fewer columns than are wanted.
  func split(_ bytes: Span<UInt8>, _ line: Range<Int>, into fields: inout FieldRanges) -> Bool {
    let end = line.upperBound
    let last = slots.count &- 1
    var start = line.lowerBound
    var block = start
    var separators = RawBytes.either(separator, separator, in: bytes, from: block)
    for column in slots.indices {
      var stop: Int
      var next: Int
      if start < end, bytes[start] == UInt8(ascii: "\"") {
        (start, stop, next) = quoted(bytes, start, end)
        block = next
        separators = RawBytes.either(separator, separator, in: bytes, from: block)
        separators &= ~1
      } else {
        while separators == 0, block < end {
          block &+= 64
          separators = RawBytes.either(separator, separator, in: bytes, from: block)
        }
        next = min(end, block &+ separators.trailingZeroBitCount)
        stop = next
        separators &= separators &- 1
      }
      let slot = slots[column]
      if slot >= 0 { fields.set(Int(slot), start, stop) }
      guard next < end else { return column == last }
      start = next &+ 1
    }
    return true
  }

  /// The inside of the quoted value that opens at `opening`, and where its column ends.
  private func quoted(_ bytes: Span<UInt8>, _ opening: Int, _ end: Int) -> (Int, Int, Int) {
    var position = opening + 1
    while position < end {
      if bytes[position] == UInt8(ascii: "\"") {
        guard position + 1 < end, bytes[position + 1] == UInt8(ascii: "\"") else { break }
        position += 1
      }
      position += 1
    }
    let stop = min(position, end)
    while position < end, bytes[position] != separator { position += 1 }
    return (opening + 1, stop, position)
  }
}

extension String {
  /// The text without the characters at both ends that `isUnwanted` names.
  fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> String {
    guard let first = firstIndex(where: { !isUnwanted($0) }),
      let last = lastIndex(where: { !isUnwanted($0) })
    else { return "" }
    return String(self[first...last])
  }
}
