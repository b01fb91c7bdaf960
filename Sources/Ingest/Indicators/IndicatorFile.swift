// SPDX-License-Identifier: Apache-2.0
public import Flows

/// An address or block of addresses somebody has warned of.
public struct Indicator: Hashable, Sendable {
  /// The addresses.
  public var block: Subnet
  /// What they are warned of for, as the file says; empty if it does not.
  public var label: String
  /// The first moment the warning no longer holds; nil for ever.
  public var until: Timestamp?
}

/// What a file of `--ioc` holds, read whole.
///
/// Recognised by content: a STIX 2.1 bundle, a MISP event, lines of columns, or an address a line.
/// Only addresses and blocks can be met in flows; domains, hashes and the like are counted as
/// ignored, and what is written as an address and is none as rejected.
public struct IndicatorFile: Sendable {
  /// A value that could not be used.
  public struct Rejection: Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// The line, or the place in a JSON document: `objects[3].pattern`.
    public var place: String
    /// What is wrong.
    public var why: String

    /// `path:line: why`.
    public var description: String {
      "\(Printable.text(path)):\(Printable.text(place)): \(why)"
    }
  }

  /// What a file is written in.
  public enum Format: String, Sendable {
    /// An address or block a line.
    case list = "plain list"
    /// Columns.
    case csv = "CSV"
    /// A STIX 2.1 bundle.
    case stix = "STIX bundle"
    /// A MISP event, or several.
    case misp = "MISP JSON"
  }

  /// How it is written.
  public internal(set) var format: Format
  /// Each block once, in the order of the file.
  public internal(set) var indicators: [Indicator] = []
  /// Values that are no addresses, by why they are passed over.
  public internal(set) var ignored: [String: Int] = [:]
  /// How many values could not be used.
  public internal(set) var rejected = 0
  /// The first of them.
  public internal(set) var rejections: [Rejection] = []

  let path: String
  private let isStrict: Bool
  private var places: [Subnet: Int] = [:]

  static let rejectionsKept = 5
  static let mostIndicators = 1_000_000
  /// Blocks wider than these would warn of half the world: /8 and /19, by leading bits of 128.
  private static let widestV4 = 96 + 8
  private static let widestV6 = 19
  private static let labelLimit = 200

  /// Reads the file at `path`.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - isStrict: Whether the first value that cannot be used is an error.
  /// - Returns: Its indicators, and what of it could not be used.
  /// - Throws: `IngestError.unreadable` if it is larger than 64 MiB or has more than a million
  ///   addresses; `.badRecord` if it is JSON of no known kind, or strict; `.noUsableRecord` if it
  ///   names no address.
  public static func read(_ path: String, isStrict: Bool = false) throws(IngestError)
    -> IndicatorFile
  {
    let bytes = try FileSource(path).head(TableFile.largestFile + 1)
    guard bytes.count <= TableFile.largestFile else {
      throw .unreadable(path: path, why: "larger than 64 MiB")
    }
    return try parse(bytes, path: path, isStrict: isStrict)
  }

  /// What `bytes` hold; `path` is for messages.
  static func parse(
    _ bytes: [UInt8], path: String, isStrict: Bool = false
  ) throws(IngestError) -> IndicatorFile {
    var start = bytes[...]
    if start.starts(with: [0xef, 0xbb, 0xbf]) { start = start.dropFirst(3) }
    let first = start.first { $0 > 0x20 }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    let file =
      isJSON
      ? try json(Array(start), path: path, isStrict: isStrict)
      : try lines(String(decoding: start, as: UTF8.self), path: path, isStrict: isStrict)
    guard !file.indicators.isEmpty else {
      throw .noUsableRecord(
        path: path, why: file.rejections.first.map { "\($0)" } ?? "it names no address",
        expected:
          "indicators are an address or block a line, CSV, a STIX 2.1 bundle or MISP JSON")
    }
    return file
  }

  init(_ format: Format, path: String, isStrict: Bool) {
    self.format = format
    self.path = path
    self.isStrict = isStrict
  }

  /// Adds what is written as an address or block.
  mutating func add(
    _ text: some StringProtocol, label: String, until: Timestamp? = nil, at place: String
  ) throws(IngestError) {
    guard let block = Subnet(Self.refanged(text)) else {
      return try reject("not an address or block such as 203.0.113.9", at: place)
    }
    guard block.prefixLength >= (block.base.isV4 ? Self.widestV4 : Self.widestV6) else {
      return try reject(
        "wider than /8 (IPv4) or /19 (IPv6), which would warn of anything", at: place)
    }
    if let known = places[block] {
      // The warning that holds longest counts.
      let held = indicators[known].until
      indicators[known].until = held.flatMap { held in until.map { max(held, $0) } }
      return
    }
    guard indicators.count < Self.mostIndicators else {
      throw .unreadable(path: path, why: "more than \(Self.mostIndicators) addresses")
    }
    places[block] = indicators.count
    let scalars = label.unicodeScalars.prefix(Self.labelLimit)
    indicators.append(
      Indicator(block: block, label: String(String.UnicodeScalarView(scalars)), until: until))
  }

  /// Counts a value that is no address and does not pretend to be.
  mutating func ignore(_ why: String) { ignored[why, default: 0] += 1 }

  /// Counts a value that cannot be used.
  mutating func reject(_ why: String, at place: String) throws(IngestError) {
    if isStrict {
      throw .badRecord(path: path, line: Int(place) ?? 1, field: Printable.text(place), why: why)
    }
    rejected += 1
    if rejections.count < Self.rejectionsKept {
      rejections.append(Rejection(path: path, place: place, why: why))
    }
  }

  /// Reports of incidents write `203[.]0[.]113[.]9`, so that nobody clicks on it.
  private static func refanged(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return String(text) }
    return text.split(separator: "[").joined().split(separator: "]").joined()
  }
}
