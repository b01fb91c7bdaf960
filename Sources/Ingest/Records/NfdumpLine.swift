// SPDX-License-Identifier: Apache-2.0

/// Finds the values of a line that `nfdump` printed for people: `-o line`, `long` and `extended`,
/// one way or both (`-b`), of versions 1.6 and 1.7.
///
/// Columns are words: a date and a time, a duration, the protocol, `address:port` (with IPv6
/// `address.port`), an arrow, `address:port`, flags and type of service if they are printed, then
/// counts, of which large ones are rounded (`1.2 M`).
///
/// Source: nfdump manual, *nfdump(1)*, output formats.
enum NfdumpLine {
  /// Whether the line in `range` names the columns of such output.
  static func isHeader(_ line: some Collection<UInt8>) -> Bool {
    line.starts(with: "Date first seen".utf8) || line.starts(with: "Date flow start".utf8)
  }

  /// The values of the line in `range` as text of their own, and where each lies in it; nil if the
  /// line is not of that form.
  static func values(_ bytes: Span<UInt8>, _ range: Range<Int>) -> ([UInt8], FieldRanges)? {
    var words = Words(bytes, range)
    var taken = Values()
    guard let date = words.next(), date.count == 10, let clock = words.next() else { return nil }
    taken.add(.start, bytes, date, then: clock)
    guard let duration = words.next(), addDuration(bytes, duration, &words, &taken),
      let transport = words.next()
    else { return nil }
    taken.add(.transport, bytes, transport)
    guard let source = words.next(), let arrow = words.next(), let target = words.next() else {
      return nil
    }
    addEndpoint(bytes, source, .source, .sourcePort, &taken)
    addEndpoint(bytes, target, .target, .targetPort, &taken)
    guard let goesBoth = direction(bytes, arrow) else { return nil }
    if let flags = words.peek(), isFlags(bytes, flags) {
      taken.add(.flagsOut, bytes, flags)
      _ = words.next()
      // The type of service.
      guard words.next() != nil else { return nil }
    }
    let fields: [FlowField] =
      goesBoth ? [.packetsOut, .packetsIn, .bytesOut, .bytesIn] : [.packetsOut, .bytesOut]
    for field in fields {
      guard let number = words.next() else { return nil }
      taken.add(field, bytes, number, scale: words.scale(bytes))
    }
    taken.addLabel(bytes, &words)
    return (taken.text, taken.ranges)
  }

  /// Whether an arrow points both ways; nil if it is none.
  private static func direction(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool? {
    guard word.count >= 2, bytes[word.upperBound - 1] == UInt8(ascii: ">") else { return nil }
    return bytes[word.lowerBound] == UInt8(ascii: "<")
  }

  /// `.AP.SF` or `...AP.SF`: letters and points, or a number with `0x`.
  private static func isFlags(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    guard 3...8 ~= word.count else { return false }
    if bytes[word.lowerBound] == 48, bytes[word.lowerBound + 1] == UInt8(ascii: "x") { return true }
    for index in word where bytes[index] != UInt8(ascii: ".") && bytes[index] &- 65 >= 26 {
      return false
    }
    return true
  }

  /// Seconds (1.6), or `00:00:01.500`, with days before it (1.7).
  private static func addDuration(
    _ bytes: Span<UInt8>, _ word: Range<Int>, _ words: inout Words, _ taken: inout Values
  ) -> Bool {
    var clock = word
    var days: Int64 = 0
    if bytes[word.upperBound - 1] == UInt8(ascii: "d") {
      guard let number = NumberScanner.count(bytes, word.lowerBound..<(word.upperBound - 1)),
        number < 100_000, let next = words.next()
      else { return false }
      (days, clock) = (number, next)
    }
    var parts: [Int64] = []
    var start = clock.lowerBound
    for index in clock where bytes[index] == UInt8(ascii: ":") {
      guard let part = NumberScanner.count(bytes, start..<index), part < 1_000_000 else {
        return false
      }
      parts.append(part)
      start = index + 1
    }
    guard !parts.isEmpty || days > 0 else {
      taken.add(.duration, bytes, word)
      return true
    }
    guard parts.count == 2,
      let seconds = NumberScanner.fixedPoint(bytes, start..<clock.upperBound, places: 6),
      0..<60_000_000 ~= seconds
    else { return false }
    let whole = (days * 86_400 + parts[0] * 3600 + parts[1] * 60) * 1_000_000 + seconds
    let fraction = String(whole % 1_000_000)
    taken.add(
      .duration,
      "\(whole / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction)
    return true
  }

  /// `10.0.0.1:443` or `2001:db8::1.443`.
  private static func addEndpoint(
    _ bytes: Span<UInt8>, _ word: Range<Int>, _ address: FlowField, _ port: FlowField,
    _ taken: inout Values
  ) {
    // The first of both tells: 10.0.0.1:443 has a point before a colon, 2001:db8::1.443 after one.
    var end = word.lowerBound
    while end < word.upperBound, bytes[end] != UInt8(ascii: "."), bytes[end] != UInt8(ascii: ":") {
      end += 1
    }
    let isV4 = end < word.upperBound && bytes[end] == UInt8(ascii: ".")
    let separator = UInt8(ascii: isV4 ? ":" : ".")
    while end < word.upperBound, bytes[end] != separator { end += 1 }
    taken.add(address, bytes, word.lowerBound..<end)
    guard end < word.upperBound else { return }
    taken.add(port, bytes, (end + 1)..<word.upperBound)
  }

  /// What was found so far.
  private struct Values {
    private(set) var text: [UInt8] = []
    private(set) var ranges = FieldRanges()

    mutating func add(_ field: FlowField, _ string: String) {
      let start = text.count
      text += string.utf8
      ranges.set(field.rawValue, start, text.count)
    }

    mutating func add(
      _ field: FlowField, _ bytes: Span<UInt8>, _ word: Range<Int>, then more: Range<Int>? = nil
    ) {
      let start = text.count
      text += bytes.copy(word)
      if let more { text += [32] + bytes.copy(more) }
      ranges.set(field.rawValue, start, text.count)
    }

    /// A count that may be in thousands, millions or more.
    mutating func add(
      _ field: FlowField, _ bytes: Span<UInt8>, _ word: Range<Int>, scale places: Int
    ) {
      guard places > 0, let count = NumberScanner.fixedPoint(bytes, word, places: places) else {
        return add(field, bytes, word)
      }
      add(field, String(count))
    }

    /// What stands behind the number of flows.
    mutating func addLabel(_ bytes: Span<UInt8>, _ words: inout Words) {
      var last: Range<Int>?
      while let word = words.next() { last = word }
      guard let last, (bytes[last.lowerBound] | 0x20) &- 97 < 26 else { return }
      add(.label, bytes, last)
    }
  }

  /// The words of a line.
  private struct Words {
    private var ranges: [Range<Int>] = []
    private var position = 0

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
      var start = range.lowerBound
      while start < range.upperBound {
        var end = start
        while end < range.upperBound, bytes[end] > 32 { end += 1 }
        if end > start { ranges.append(start..<end) }
        start = end + 1
      }
    }

    func peek() -> Range<Int>? { position < ranges.count ? ranges[position] : nil }

    mutating func next() -> Range<Int>? {
      guard position < ranges.count else { return nil }
      position += 1
      return ranges[position - 1]
    }

    /// How many places the unit behind a number shifts it: 6 for `M`; 0 if there is none.
    mutating func scale(_ bytes: Span<UInt8>) -> Int {
      guard let word = peek(), word.count == 1,
        let place = Array("KMGT".utf8).firstIndex(of: bytes[word.lowerBound])
      else { return 0 }
      position += 1
      return 3 * (place + 1)
    }
  }
}
