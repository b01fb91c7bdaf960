// SPDX-License-Identifier: Apache-2.0

/// Text by anybody, made safe to show in a line.
enum Safe {
  /// Without control and format characters, cut at `limit` scalars.
  static func line(_ text: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard result.count < limit else {
        result.append("…")
        break
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned: result.append("\u{fffd}")
      case .lineSeparator, .paragraphSeparator, .spaceSeparator: result.append(" ")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
