// SPDX-License-Identifier: Apache-2.0

private import Foundation

extension Report {
  /// This report as JSON.
  ///
  /// Keys are sorted and in `snake_case`, the indent is two spaces, a line end ends it. The
  /// same report gives the same bytes.
  ///
  /// - Throws: `ReportError.encoding` if a value cannot be written.
  public func json() throws(ReportError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw .encoding("\(error)")
    }
  }

  /// The report `json` holds.
  ///
  /// - Throws: `ReportError.encoding` if it is not one of this schema.
  public init(json: [UInt8]) throws(ReportError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      self = try decoder.decode(Report.self, from: Data(json))
    } catch {
      throw .encoding("\(error)")
    }
  }
}
