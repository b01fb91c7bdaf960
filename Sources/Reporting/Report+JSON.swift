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

  /// The report `json` holds: what ``json()`` writes, read back as it was.
  ///
  /// Members this version does not know are passed over, as fields may be added within a version
  /// of the layout; anything else it does not understand is refused.
  ///
  /// - Throws: `ReportError.notAReport` if it is no report of this layout, or says what cannot be.
  public init(json: [UInt8]) throws(ReportError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let header = try decoder.decode(Header.self, from: Data(json))
      guard header.schema == Self.schemaVersion else {
        throw ReportError.notAReport(
          "its schema is \(SafeText.clean(header.schema, limit: 20)), this version reads "
            + "\(Self.schemaVersion); analyze again")
      }
      self = try decoder.decode(Report.self, from: Data(json))
    } catch let error as DecodingError {
      throw .notAReport(Self.why(error))
    } catch let error as ReportError {
      throw error
    } catch {
      throw .notAReport(SafeText.clean("\(error)", limit: 200))
    }
    try check()
  }

  private struct Header: Decodable {
    var schema: String
  }

  private static func why(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "\(place(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(place(context.codingPath)) is of the wrong type"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(place(context.codingPath)) cannot be read"
    default: "it is not JSON"
    }
  }

  /// `findings[3].p_value`.
  private static func place(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + snake(key.stringValue)
      }
    }
    return SafeText.clean(text.isEmpty ? "the whole" : text, limit: 120)
  }

  private static func snake(_ name: String) -> String {
    name.reduce("") { $0 + ($1.isUppercase ? "_" : "") + $1.lowercased() }
  }
}
