// SPDX-License-Identifier: Apache-2.0

/// A JSON value whose members keep their order, so that the same content is the same bytes.
enum JSONValue: Equatable, Sendable {
  /// Left out of the object or list it stands in.
  case nothing
  /// Text, perhaps hostile; escaped when written.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// A number; NaN and infinities are written as `null`.
  case number(Double)
  /// Yes or no.
  case boolean(Bool)
  /// Values in order.
  case list([JSONValue])
  /// Members in order.
  case object([Member])

  /// A name and its value.
  struct Member: Equatable, Sendable {
    var name: String
    var value: JSONValue
  }

  /// Text, or nothing.
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .nothing }

  /// Text, or nothing if there is none in it.
  static func unlessEmpty(_ text: String) -> JSONValue { text.isEmpty ? .nothing : .text(text) }

  /// A list, or nothing if it is empty.
  static func unlessEmpty(_ values: [JSONValue]) -> JSONValue {
    values.isEmpty ? .nothing : .list(values)
  }

  /// A list of texts, or nothing if it is empty.
  static func unlessEmpty(_ texts: [String]) -> JSONValue { unlessEmpty(texts.map(JSONValue.text)) }

  /// A whole number.
  static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// On one line, without its end.
  var line: [UInt8] {
    var result: [UInt8] = []
    append(to: &result, depth: nil)
    return result
  }

  /// With an indent of two spaces, the last line ended.
  var page: [UInt8] {
    var result: [UInt8] = []
    append(to: &result, depth: 0)
    return result + [UInt8(ascii: "\n")]
  }

  /// The values as NDJSON, one a line.
  static func lines(_ values: [JSONValue]) -> [UInt8] {
    values.flatMap { $0.line + [UInt8(ascii: "\n")] }
  }

  private func append(to result: inout [UInt8], depth: Int?) {
    switch self {
    case .nothing: result += Array("null".utf8)
    case .text(let text): Table.append(string: text, to: &result)
    case .integer(let value): Table.append(Table.Cell.integer(value), to: &result)
    // A whole number would teach an index without a schema that the field holds no fractions.
    case .number(let value):
      result += Array((value.isFinite ? value.description : "null").utf8)
    case .boolean(let value): Table.append(Table.Cell.boolean(value), to: &result)
    case .list(let values):
      let kept = values.filter { $0 != .nothing }
      Self.append("[", "]", count: kept.count, to: &result, depth: depth) { result, place, inner in
        kept[place].append(to: &result, depth: inner)
      }
    case .object(let members):
      let kept = members.filter { $0.value != .nothing }
      Self.append("{", "}", count: kept.count, to: &result, depth: depth) { result, place, inner in
        Table.append(string: kept[place].name, to: &result)
        result += Array((inner == nil ? ":" : ": ").utf8)
        kept[place].value.append(to: &result, depth: inner)
      }
    }
  }

  private static func append(
    _ opening: String, _ closing: String, count: Int, to result: inout [UInt8], depth: Int?,
    item: (inout [UInt8], _ place: Int, _ depth: Int?) -> Void
  ) {
    result += Array(opening.utf8)
    let inner = depth.map { $0 + 1 }
    for place in 0..<count {
      if place > 0 { result.append(UInt8(ascii: ",")) }
      newLine(inner, to: &result)
      item(&result, place, inner)
    }
    if count > 0 { newLine(depth, to: &result) }
    result += Array(closing.utf8)
  }

  private static func newLine(_ depth: Int?, to result: inout [UInt8]) {
    guard let depth else { return }
    result.append(UInt8(ascii: "\n"))
    result += Array(repeating: UInt8(ascii: " "), count: 2 * depth)
  }
}

extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
  init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }
}
