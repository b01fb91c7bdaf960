// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
private import Foundation

/// SHA-256 (FIPS 180-4), which ties a report to the exact files it was made from.
public enum ContentHash {
  private static let pieceSize = 1 << 20

  /// The hash of a file as 64 hexadecimal digits; nil if it cannot be read.
  ///
  /// - Complexity: O(bytes) time, O(1) space.
  public static func sha256(ofFile path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    return sha256 { (try? file.read(upToCount: pieceSize)).flatMap { $0.map(Array.init) } ?? [] }
  }

  /// The hash of a text as 64 hexadecimal digits.
  public static func sha256(of text: String) -> String? { sha256(of: Array(text.utf8)) }

  /// The hash of bytes as 64 hexadecimal digits.
  public static func sha256(of bytes: [UInt8]) -> String? {
    var rest = bytes
    return sha256 {
      defer { rest = [] }
      return rest
    }
  }

  /// The hash of pieces until an empty one.
  private static func sha256(_ next: () -> [UInt8]) -> String? {
    guard let context = unsafe EVP_MD_CTX_new() else { return nil }
    defer { unsafe EVP_MD_CTX_free(context) }
    guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { return nil }
    while true {
      let piece = next()
      guard !piece.isEmpty else { break }
      let isTaken = unsafe piece.withUnsafeBytes {
        unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
      }
      guard isTaken == 1 else { return nil }
    }
    var digest = [UInt8](repeating: 0, count: 32)
    guard
      unsafe digest.withUnsafeMutableBufferPointer({
        unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
      }) == 1
    else { return nil }
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
