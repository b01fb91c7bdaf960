// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// The mapping called `argument` on a command line: a file, or `src=SrcAddr,dst=…` itself.
  ///
  /// - Throws: `IngestError.unreadable`; `.badRecord` for the first line that is wrong.
  public init(mappingArgument argument: String) throws(IngestError) {
    self =
      argument.contains("=")
      ? try Dialect(MappingText(inline: argument, path: "--map"))
      : try Dialect(MappingText(file: argument))
  }

  /// The dialect that the mapping in `text` describes; `path` is for messages.
  ///
  /// - Throws: `IngestError.badRecord` for the first line that is wrong, or without a line for a
  ///   value no flow can be without.
  public init(mapping text: String, path: String = "mapping") throws(IngestError) {
    try self.init(MappingText(text, path: path))
  }

  /// A mapping of the program itself, which a test reads: a fault is one of the program.
  static func builtIn(_ text: String) -> Dialect {
    do {
      return try Dialect(mapping: text)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  init(_ mapping: MappingText) throws(IngestError) {
    text = mapping.text
    var lines: [String: Int] = [:]
    for entry in mapping.entries {
      let earlier = lines.updateValue(entry.line, forKey: entry.key)
      if let earlier, !Self.repeatable(entry.key) {
        throw entry.error("said already in line \(earlier)")
      }
      try take(entry)
    }
    if title.isEmpty { title = name }
    try check(mapping, lines)
  }

  private static func repeatable(_ key: String) -> Bool {
    ["recognise", "needs", "footer", "note"].contains(key)
      || key.hasPrefix("ignore.") || key.hasPrefix("only.")
  }

  private mutating func take(_ entry: MappingText.Entry) throws(IngestError) {
    if let field = FlowField(key: entry.key) {
      columns[field] = try entry.alternatives().map { $0.lowercased() }
    } else if let state = ConnectionState(key: entry.key) {
      for word in try words(entry) {
        guard states.updateValue(state, forKey: word) == nil else {
          throw entry.error("\(word) means another state already")
        }
      }
    } else if entry.key.hasPrefix("ignore.") || entry.key.hasPrefix("only.") {
      ignoring.append(try rule(entry))
    } else if try !takeNames(entry), try !takeReading(entry) {
      throw entry.error("no key of a mapping; known are \(Self.keys)")
    }
  }

  /// Takes a line of what the format is called and how its lines are laid out.
  private mutating func takeNames(_ entry: MappingText.Entry) throws(IngestError) -> Bool {
    switch entry.key {
    case "name":
      guard entry.value.utf8.allSatisfy({ $0 == 45 || $0 &- 48 < 10 || $0 &- 97 < 26 }) else {
        throw entry.error("only a to z, 0 to 9 and - make a name")
      }
      name = entry.value
    case "title": title = entry.value
    case "note": notes.append(entry.value)
    case "advice": advice = entry.value
    case "recognise": marks.append(try entry.alternatives().map { $0.lowercased() })
    case "needs":
      // One of the values' names, whichever the file uses.
      var names: [String] = []
      for key in try entry.alternatives() {
        guard let field = FlowField(key: key), let known = columns[field] else {
          throw entry.error("\(key) has no line above")
        }
        names += known
      }
      marks.append(names)
    case "last-resort": isLastResort = try yes(entry)
    case "layout":
      layouts = []
      for word in try entry.alternatives() {
        layouts.append(try choice(word, Layout.allCases, entry))
      }
    case "order":
      order = DelimitedHeader.names(in: Array(entry.value.utf8), separator: UInt8(ascii: ","))
    case "separator": separator = try separator(entry)
    case "strings-of": stringsOf = entry.value
    case "unidirectional": isUnidirectional = try yes(entry)
    case "reports-twice": reportsTwice = try yes(entry)
    case "footer": footers.append(LinePattern(entry.value))
    default: return false
    }
    return true
  }

  /// Takes a line of how values read.
  private mutating func takeReading(_ entry: MappingText.Entry) throws(IngestError) -> Bool {
    switch entry.key {
    case "unset": unset = try words(entry)
    case "time-format":
      guard let format = TimeFormat(entry.value) else {
        throw entry.error("not one of \(TimeFormat.known)")
      }
      timeFormat = format
    case "duration-unit":
      guard let unit = TimeUnit(name: entry.value) else {
        throw entry.error(
          "not one of " + TimeUnit.allCases.map { "\($0)" }.joined(separator: ", "))
      }
      durationUnit = unit
    case "packet-rate": packetRate = entry.value.lowercased()
    case "twelve-hour-clock": mayHaveTwelveHourClock = try yes(entry)
    case "named-hosts": namesHosts = try yes(entry)
    case "only-proto":
      guard let transport = TransportProtocol(entry.value) else {
        throw entry.error("not a known protocol")
      }
      onlyTransport = transport
    case "state-from": stateReading = try choice(entry.value, StateReading.allCases, entry)
    case "flags-form": flagsForm = try choice(entry.value, FlagsForm.allCases, entry)
    case "direction-from":
      directionReading = try choice(entry.value, DirectionReading.allCases, entry)
    default: return false
    }
    return true
  }

  private static let keys =
    FlowField.allCases.map(\.key).joined(separator: ", ")
    + "; " + ConnectionState.allCases.map { "\($0)" }.joined(separator: ", ")
    + "; ignore.KEY, only.KEY; name, title, note, advice, recognise, needs, last-resort, layout, "
    + "order, separator, strings-of, unidirectional, reports-twice, footer, unset, time-format, duration-unit, packet-rate, "
    + "twelve-hour-clock, named-hosts, only-proto, state-from, flags-form, direction-from"

  private func choice<Choice: RawRepresentable<String>>(
    _ word: String, _ known: [Choice], _ entry: MappingText.Entry
  ) throws(IngestError) -> Choice {
    guard let choice = Choice(rawValue: word) else {
      throw entry.error("not one of " + known.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  private func yes(_ entry: MappingText.Entry) throws(IngestError) -> Bool {
    guard entry.value == "yes" || entry.value == "no" else { throw entry.error("not yes or no") }
    return entry.value == "yes"
  }

  /// Words that records are held against: what is longer could not be told apart.
  private func words(_ entry: MappingText.Entry) throws(IngestError) -> [String] {
    let words = try entry.alternatives()
    if let long = words.first(where: { $0.utf8.count > 16 }) {
      throw entry.error("\(long) is longer than 16 bytes")
    }
    return words
  }

  private func separator(_ entry: MappingText.Entry) throws(IngestError) -> UInt8 {
    let named = ["comma": ",", "tab": "\t", "semicolon": ";", "bar": "|", "space": " "]
    let text = named[entry.value] ?? entry.value
    guard let byte = text.utf8.first, text.utf8.count == 1, byte != UInt8(ascii: "\"") else {
      throw entry.error("not comma, tab, semicolon, bar, space or one character")
    }
    return byte
  }

  /// `ignore.proto = man | 0 as management record`.
  private func rule(_ entry: MappingText.Entry) throws(IngestError) -> IgnoreRule {
    let ignoresListed = entry.key.hasPrefix("ignore.")
    let key = String(entry.key.drop { $0 != "." }.dropFirst())
    guard let field = FlowField(key: key), columns[field] != nil else {
      throw entry.error("\(key) has no line above")
    }
    let parts = entry.value.split(separator: " as ", maxSplits: 1).map(String.init)
    let list = MappingText.Entry(
      path: entry.path, line: entry.line, key: entry.key, value: parts[0])
    return IgnoreRule(
      field: field, words: try list.alternatives(), ignoresListed: ignoresListed,
      kind: parts.count > 1 ? parts[1] : nil)
  }

  /// Names that tell formats apart are looked for side by side, in so many places.
  private static let mostMarks = 24

  /// Checks what one line alone does not show.
  private func check(_ mapping: MappingText, _ lines: [String: Int]) throws(IngestError) {
    if marks.count > Self.mostMarks {
      throw .badRecord(
        path: mapping.path, line: lines["recognise"] ?? lines["needs"] ?? 1, field: "recognise",
        why: "more than \(Self.mostMarks) lines of recognise and needs")
    }
    let last = mapping.entries.last?.line ?? 1
    func fault(_ key: String, _ why: String) -> IngestError {
      .badRecord(path: mapping.path, line: lines[key] ?? last, field: key, why: why)
    }
    for field in required where columns[field] == nil {
      throw fault(field.key, "no line says where the \(field.title) is")
    }
    guard let order else { return }
    for field in required {
      let names = columns[field] ?? []
      guard names.contains(where: order.contains) else {
        throw fault("order", "lacks the \(field.title) (\(names.joined(separator: ", ")))")
      }
    }
  }
}

extension ConnectionState {
  /// The state that mappings call `key`: `attempted`.
  init?(key: String) {
    guard let state = Self.allCases.first(where: { "\($0)" == key }) else { return nil }
    self = state
  }
}
