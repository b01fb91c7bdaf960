// SPDX-License-Identifier: Apache-2.0

/// What comes before the compressed data of a gzip member (RFC 1952 section 2.3).
enum GzipHead {
  /// Names and comments have no limit of their own; what is longer than this is no gzip.
  static let longest = 1 << 20

  private static let fixed = 10
  private static let (hasChecksum, hasExtra, hasName, hasComment): (UInt8, UInt8, UInt8, UInt8) =
    (1 << 1, 1 << 2, 1 << 3, 1 << 4)

  /// How many of these bytes are the head.
  ///
  /// - Returns: nil if more have to come; whether it is one at all is not asked.
  static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= fixed else { return nil }
    let flags = bytes[bytes.startIndex + 3]
    var next = bytes.startIndex + fixed
    if flags & hasExtra != 0 {
      guard bytes.endIndex - next >= 2 else { return nil }
      next += 2 + Int(bytes[next]) + Int(bytes[next + 1]) << 8
    }
    for text in [hasName, hasComment] where flags & text != 0 {
      guard next < bytes.endIndex, let end = bytes[next...].firstIndex(of: 0) else { return nil }
      next = end + 1
    }
    if flags & hasChecksum != 0 { next += 2 }
    return next <= bytes.endIndex ? next - bytes.startIndex : nil
  }
}
