// SPDX-License-Identifier: Apache-2.0
private import Flows
private import Foundation

extension IndicatorFile {
  /// Names of columns that hold an address, the likeliest first.
  private static let addressColumns = [
    "ip", "address", "ip_address", "ipaddress", "indicator", "value", "ioc", "cidr", "network",
    "subnet", "dst_ip", "dest_ip", "src_ip", "host",
  ]
  /// Names of columns that say what it is, the most telling first.
  private static let labelColumns = [
    "label", "description", "comment", "name", "threat", "malware", "family", "tag", "tags",
    "category", "type",
  ]
  private static let untilColumns = ["expires", "until", "valid_until", "expiry"]

  /// Lines of one address, with an optional remark after `#` or `;`, or of columns.
  static func lines(
    _ text: String, path: String, isStrict: Bool
  ) throws(IngestError) -> IndicatorFile {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let isTable = lines.contains { line in
      let line = line.drop { $0 == " " || $0 == "\t" }
      return !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix(";")
        && line.prefix { $0 != "#" && $0 != ";" }.contains(",")
    }
    if isTable { return try table(text, path: path, isStrict: isStrict) }
    var file = IndicatorFile(.list, path: path, isStrict: isStrict)
    for (number, line) in lines.enumerated() {
      let parts = line.split(maxSplits: 1, omittingEmptySubsequences: false) {
        $0 == "#" || $0 == ";"
      }
      let value = parts[0].trimmingCharacters(in: .whitespaces)
      guard !value.isEmpty else { continue }
      let label = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
      try file.take(value, label: label, until: nil, line: number + 1)
    }
    return file
  }

  private static func table(
    _ text: String, path: String, isStrict: Bool
  ) throws(IngestError) -> IndicatorFile {
    var file = IndicatorFile(.csv, path: path, isStrict: isStrict)
    var columns: (address: Int, label: Int?, until: Int?)?
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (number, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !line.isEmpty, !line.hasPrefix("#"), !line.hasPrefix(";") else { continue }
      let values = TableFile.values(line)
      guard let known = columns else {
        let names = values.map { $0.lowercased() }
        let place = { (wanted: [String]) in
          wanted.lazy.compactMap { names.firstIndex(of: $0) }.first
        }
        if let address = place(addressColumns) {
          columns = (address, place(labelColumns), place(untilColumns))
          continue
        }
        // Without names: the first column that is an address, and what follows it.
        let first = values.firstIndex { Subnet($0) != nil } ?? 0
        columns = (first, first + 1, nil)
        try file.take(values, columns: (first, first + 1, nil), line: number + 1)
        continue
      }
      try file.take(values, columns: known, line: number + 1)
    }
    return file
  }

  private mutating func take(
    _ values: [String], columns: (address: Int, label: Int?, until: Int?), line: Int
  ) throws(IngestError) {
    let value = { (column: Int?) in
      column.flatMap { values.indices.contains($0) ? values[$0] : nil } ?? ""
    }
    let address = value(columns.address)
    guard !address.isEmpty else {
      return try reject("no address in column \(columns.address + 1)", at: "\(line)")
    }
    var until: Timestamp?
    let written = value(columns.until)
    if !written.isEmpty {
      guard let time = Timestamp(written) else {
        return try reject("the end is not a time such as 2026-12-31", at: "\(line)")
      }
      until = time
    }
    try take(address, label: value(columns.label), until: until, line: line)
  }

  private mutating func take(
    _ value: String, label: String, until: Timestamp?, line: Int
  ) throws(IngestError) {
    if Self.isOtherKind(value) { return ignore("no address") }
    try add(value, label: label, until: until, at: "\(line)")
  }

  /// Whether this is a domain, a URL, a hash or the like: it has letters no address has.
  static func isOtherKind(_ value: String) -> Bool {
    let hasOtherLetters = value.unicodeScalars.contains {
      $0.properties.isAlphabetic && !$0.properties.isASCIIHexDigit
    }
    return hasOtherLetters || !value.contains { $0 == "." || $0 == ":" }
  }
}
