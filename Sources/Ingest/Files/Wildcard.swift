// SPDX-License-Identifier: Apache-2.0

/// A pattern for the name of a file: `*` any characters, `?` one, `[a-c]` one of a set, `[!x]` one
/// not of it.
///
/// Source: POSIX.1-2024, *Shell Command Language*, pattern matching notation.
struct Wildcard {
  private enum Token {
    case character(Character)
    case any
    case many
    case set([ClosedRange<Character>], isNegated: Bool)
  }

  private let tokens: [Token]

  /// Whether `text` has characters that make it a pattern.
  static func isPattern(_ text: some StringProtocol) -> Bool {
    text.contains { $0 == "*" || $0 == "?" || $0 == "[" }
  }

  /// The pattern written as `text`; a `[` without its `]` stands for itself.
  init(_ text: some StringProtocol) {
    var tokens: [Token] = []
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "*": tokens.append(.many)
      case "?": tokens.append(.any)
      case "[":
        let from = rest.first == "!" ? rest.dropFirst() : rest
        if let close = from.dropFirst().firstIndex(of: "]") {
          tokens.append(.set(Self.ranges(from[..<close]), isNegated: rest.first == "!"))
          rest = rest[(close + 1)...]
        } else {
          tokens.append(.character(character))
        }
      default: tokens.append(.character(character))
      }
    }
    self.tokens = tokens
  }

  private static func ranges(_ text: ArraySlice<Character>) -> [ClosedRange<Character>] {
    var ranges: [ClosedRange<Character>] = []
    var rest = text
    while let low = rest.popFirst() {
      if rest.first == "-", let high = rest.dropFirst().first, low <= high {
        ranges.append(low...high)
        rest = rest.dropFirst(2)
      } else {
        ranges.append(low...low)
      }
    }
    return ranges
  }

  /// Whether the whole of `name` fits.
  ///
  /// - Complexity: O(pattern × name).
  func matches(_ name: String) -> Bool {
    let name = Array(name)
    var token = 0
    var position = 0
    var resume: (token: Int, position: Int)?
    while position < name.count {
      if token < tokens.count, case .many = tokens[token] {
        token += 1
        resume = (token, position)
      } else if token < tokens.count, Self.fits(name[position], tokens[token]) {
        token += 1
        position += 1
      } else if let last = resume {
        resume = (last.token, last.position + 1)
        (token, position) = (last.token, last.position + 1)
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { if case .many = $0 { true } else { false } }
  }

  private static func fits(_ character: Character, _ token: Token) -> Bool {
    switch token {
    case .character(let wanted): character == wanted
    case .any, .many: true
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
    }
  }
}
