// SPDX-License-Identifier: Apache-2.0

/// The only bytes of a printed page that change from run to run: when it was made.
enum PDFDates {
  /// `pdf` with its dates of making and changing at `moment`, which is as long as any other.
  ///
  /// Source: ISO 32000-1, sections 7.9.4 and 14.3.3.
  static func set(_ pdf: [UInt8], to moment: String) -> [UInt8] {
    let digits = moment.utf8.filter { (48...57).contains($0) }.prefix(14)
    let date = Array(digits) + [UInt8](repeating: 48, count: 14 - digits.count)
    var result = pdf
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
      let wanted = Array(key.utf8)
      // The dictionary of dates stands at one end of the file.
      for region in [0..<min(pdf.count, 65_536), max(0, pdf.count - 65_536)..<pdf.count] {
        guard let start = pdf[region].firstRange(of: wanted)?.upperBound,
          start + date.count <= pdf.count
        else { continue }
        result.replaceSubrange(start..<(start + date.count), with: date)
      }
    }
    return result
  }
}
