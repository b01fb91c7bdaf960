// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Replaces addresses, subnets and names in text, the same everywhere it is used.
///
/// Addresses are found by reading them, names by comparing with those known; a name the report
/// shows cut takes the rest of its sentence with it, as nobody knows where it ends.
public struct Redaction {
  private var pseudonyms: Pseudonyms
  /// Names to look for and what they become.
  private var phrases: [[Unicode.Scalar]: Phrase] = [:]
  /// Lengths of names by what they start with, the longest first.
  private var lengths: [Unicode.Scalar: [Int]] = [:]

  private struct Phrase {
    let new: String
    let isCut: Bool
  }

  /// - Parameters:
  ///   - blocks: Subnets whose hosts stay together.
  ///   - names: Names and what they name, in order of importance.
  init(blocks: [Subnet], names: [(name: String, kind: String)]) {
    pseudonyms = Pseudonyms(blocks)
    var found: [Unicode.Scalar: Set<Int>] = [:]
    for (name, kind) in names where !name.isEmpty {
      let new = pseudonyms.name(name, kind: kind)
      // As it is, and as outputs show it.
      for shown in [name] + Self.limits.map({ SafeText.clean(name, limit: $0) }) {
        let isCut = shown.unicodeScalars.last == "…"
        let scalars = Array(isCut ? shown.unicodeScalars.dropLast() : shown.unicodeScalars[...])
        guard let first = scalars.first, phrases[scalars] == nil else { continue }
        phrases[scalars] = Phrase(new: new, isCut: isCut)
        found[first, default: []].insert(scalars.count)
      }
    }
    lengths = found.mapValues { $0.sorted(by: >) }
  }

  /// To how many scalars outputs cut names.
  private static let limits = [40, 48, 60, 80, 120]

  /// From here on `text` becomes `new`, wherever it stands as a word.
  mutating func replace(_ text: String, with new: String) {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first else { return }
    phrases[scalars] = Phrase(new: new, isCut: false)
    lengths[first] = Set((lengths[first] ?? []) + [scalars.count]).sorted(by: >)
  }

  /// The name instead of `name`, in the field where it stands alone.
  mutating func name(_ name: String, kind: String) -> String {
    pseudonyms.name(name, kind: kind)
  }

  /// The address instead of `address`; text that is none is redacted as a sentence.
  mutating func address(_ address: String) -> String {
    guard let parsed = IPAddress(address) else {
      return address == IPAddress.internet.title ? address : text(address)
    }
    return pseudonyms.address(parsed).title
  }

  /// The subnet instead of `block`; text that is none is redacted as a sentence.
  mutating func block(_ block: String) -> String {
    Subnet(block).map { pseudonyms.block($0).description } ?? text(block)
  }

  /// `sentence` with every address, subnet and name replaced.
  mutating func text(_ sentence: String) -> String {
    let scalars = Array(sentence.unicodeScalars)
    var result = String.UnicodeScalarView()
    var place = 0
    while place < scalars.count {
      let isStart = place == 0 || !Self.isWord(scalars[place - 1])
      if isStart, let phrase = phrase(in: scalars, at: place) {
        result.append(contentsOf: phrase.new.unicodeScalars)
        if phrase.isCut {
          result.append("…")
          break
        }
        place += phrase.length
      } else if isStart || !Self.isDigit(scalars[place - 1]),
        let (new, length) = number(in: scalars, at: place)
      {
        result.append(contentsOf: new.unicodeScalars)
        place += length
      } else {
        result.append(scalars[place])
        place += 1
      }
    }
    return String(result)
  }

  private func phrase(
    in scalars: [Unicode.Scalar], at place: Int
  ) -> (length: Int, isCut: Bool, new: String)? {
    for length in lengths[scalars[place]] ?? [] {
      let end = place + length
      guard end <= scalars.count, let phrase = phrases[Array(scalars[place..<end])],
        phrase.isCut || end == scalars.count || !Self.isWord(scalars[end])
      else { continue }
      return (length, phrase.isCut, phrase.new)
    }
    return nil
  }

  /// The address or subnet that starts at `place`: what it becomes, and its length.
  private mutating func number(
    in scalars: [Unicode.Scalar], at place: Int
  ) -> (new: String, length: Int)? {
    guard
      let (address, end) = Self.address(in: scalars, at: place, of: Self.isOfAddress)
        ?? Self.address(in: scalars, at: place, of: Self.isOfV4)
    else { return nil }
    var blockEnd = end
    if blockEnd < scalars.count, scalars[blockEnd] == "/" { blockEnd += 1 }
    while blockEnd < scalars.count, Self.isDigit(scalars[blockEnd]) { blockEnd += 1 }
    if blockEnd > end, let block = Subnet(Self.string(scalars[place..<blockEnd])) {
      return (pseudonyms.block(block).description, blockEnd - place)
    }
    return (pseudonyms.address(address).title, end - place)
  }

  /// The longest address that starts at `place` and has only these scalars, and its end.
  private static func address(
    in scalars: [Unicode.Scalar], at place: Int, of kind: (Unicode.Scalar) -> Bool
  ) -> (IPAddress, end: Int)? {
    var end = place
    while end < scalars.count, kind(scalars[end]) { end += 1 }
    while end > place {
      let isWhole = end == scalars.count || !scalars[end].properties.isAlphabetic
      if let address = IPAddress(string(scalars[place..<end])), address != .internet,
        isWhole || address.isV4
      {
        return (address, end)
      }
      // A port or the end of a sentence belongs to no address.
      guard let mark = scalars[place..<end].lastIndex(where: { $0 == "." || $0 == ":" }) else {
        return nil
      }
      end = mark
    }
    return nil
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  private static func isOfAddress(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isASCIIHexDigit || scalar == "." || scalar == ":")
  }

  private static func isOfV4(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || scalar == "."
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
