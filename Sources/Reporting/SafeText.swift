// SPDX-License-Identifier: Apache-2.0

/// Text from the input, made safe to show: names of hosts, subnets and zones are whatever an
/// attacker with a DHCP lease called them.
package enum SafeText {
  /// `text` without anything that hides, reorders or overflows: control, format (bidirectional
  /// marks, zero-width characters) and private characters become U+FFFD, white space one space,
  /// more than two combining marks in a row are dropped, and what is longer than `limit` ends
  /// in an ellipsis.
  ///
  /// - Parameters:
  ///   - text: Anything.
  ///   - limit: Unicode scalars of the result, the ellipsis included; at least 1.
  /// - Returns: Text that can be shown; cleaning it again changes nothing.
  /// - Complexity: O(`limit`) space; reads no further than it must.
  package static func clean(_ text: String, limit: Int = 80) -> String {
    var result = String.UnicodeScalarView()
    var length = 0
    var marks = 0
    for scalar in text.unicodeScalars {
      let safe = replacement(for: scalar)
      marks = safe.properties.isGraphemeExtend ? marks + 1 : 0
      if marks > 2 || (marks > 0 && length == 0) { continue }
      guard length < limit else {
        result.removeLast()
        result.append("…")
        return String(result)
      }
      result.append(safe)
      length += 1
    }
    return String(result)
  }

  private static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII {
      if (0x20..<0x7f).contains(scalar.value) { return scalar }
      return [0x09, 0x0a, 0x0d].contains(scalar.value) ? " " : "\u{fffd}"
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return "\u{fffd}"
    case .lineSeparator, .paragraphSeparator, .spaceSeparator: return " "
    default: return scalar
    }
  }

  /// `text` with the five characters that mean something in XML and HTML written as entities.
  ///
  /// By scalar, not by character: a quote followed by a combining mark is one character, and
  /// still ends an attribute.
  package static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
