// SPDX-License-Identifier: Apache-2.0

/// Ids derived from content: the same finding has the same id in every run.
enum StableID {
  /// The part of an id that tells networks apart; none for the only one.
  static func site(_ name: String) -> [String] { name.isEmpty ? [] : ["site", name] }

  /// `kind-` and 16 hexadecimal digits of a 64-bit FNV-1a hash of `parts`.
  ///
  /// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, *The FNV Non-Cryptographic Hash
  /// Algorithm*, RFC 9923.
  static func make(_ kind: String, _ parts: [String]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in parts.joined(separator: "\u{1f}").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return kind + "-" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
