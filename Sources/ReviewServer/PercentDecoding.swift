// SPDX-License-Identifier: Apache-2.0

/// Percent escapes of links and forms, read strictly.
enum PercentDecoding {
  /// What `text` stands for.
  ///
  /// - Parameters:
  ///   - text: Bytes of a link or form.
  ///   - plusIsSpace: Whether `+` is a space, as forms have it.
  /// - Returns: nil if an escape is cut off or wrong, or the bytes are no UTF-8.
  static func decode(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// The fields of a form or of the part of a link behind `?`.
struct FormFields: Sendable {
  /// Values by name.
  let values: [String: String]

  private static let most = 40

  /// - Throws: ``RequestProblem`` if it cannot be read, or has a field twice.
  init(_ text: some Collection<UInt8>) throws(RequestProblem) {
    var values: [String: String] = [:]
    for pair in text.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first.flatMap({ PercentDecoding.decode($0, plusIsSpace: true) }),
        let value = PercentDecoding.decode(
          parts.count > 1 ? parts[1] : parts[0].suffix(0), plusIsSpace: true),
        !(name + value).unicodeScalars.contains("\0")
      else { throw .badRequest("a field of the request is not written as it must be") }
      guard values.updateValue(value, forKey: name) == nil else {
        throw .badRequest("a field of the request is given twice")
      }
      guard values.count <= Self.most else {
        throw .badRequest("the request has more than \(Self.most) fields")
      }
    }
    self.values = values
  }

  /// A field; nil if it is not there or empty.
  subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// - Throws: ``RequestProblem`` if there are others.
  func allow(_ names: Set<String>) throws(RequestProblem) {
    guard let other = values.keys.sorted().first(where: { !names.contains($0) }) else { return }
    throw .badRequest("there is no field \(Shown.text(other)) here")
  }
}
