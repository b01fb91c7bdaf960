// SPDX-License-Identifier: Apache-2.0

import Archive
import Flows

/// Addresses of the pages.
enum Link {
  static func alert(_ id: String) -> String { "/alerts/" + encoded(id) }
  static func host(_ host: IPAddress) -> String { "/hosts/" + encoded(host.description) }

  /// A path with a query of these.
  static func address(_ path: String, _ parts: [(String, String)]) -> String {
    guard !parts.isEmpty else { return path }
    return path + "?" + parts.map { "\(encoded($0))=\(encoded($1))" }.joined(separator: "&")
  }

  /// Percent-encoded (RFC 3986), so that it is one part of a path or query whatever it holds.
  static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        result += "%" + (hex.count == 1 ? "0" : "") + hex
      }
    }
    return result
  }
}
