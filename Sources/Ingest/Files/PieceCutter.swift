// SPDX-License-Identifier: Apache-2.0

/// Cuts a source into pieces of whole lines that can be read independently.
struct PieceCutter {
  /// How much is read for one piece.
  static let defaultSize = 4 << 20
  /// A line longer than this is no record.
  static let longestLine = 1 << 20

  private let source: any ByteSource
  private let size: Int
  private var carried: [UInt8] = []
  private var isAtStart = true

  /// Pieces of about `size` bytes of `source`.
  init(_ source: any ByteSource, size: Int) {
    self.source = source
    self.size = max(1, size)
  }

  /// The next piece, nil at the end.
  ///
  /// Only the last one can lack a final newline.
  ///
  /// Of a line longer than ``longestLine`` one byte more than that is kept, so that it takes no
  /// more memory and is still seen to be too long.
  mutating func next() throws(IngestError) -> [UInt8]? {
    var piece = carried
    carried = []
    var isSkipping = false
    while true {
      let before = piece.count
      guard try source.read(upTo: size, into: &piece) > 0 else { break }
      if isSkipping {
        let newline = RawBytes.newline(in: piece.span, from: before) ?? piece.count
        isSkipping = newline == piece.count
        piece.removeSubrange(before..<newline)
      }
      if let last = RawBytes.lastNewline(in: piece.span, from: min(before, piece.count)) {
        carried = Array(piece[(last + 1)...])
        piece.removeSubrange((last + 1)...)
        break
      }
      if !isSkipping, piece.count > Self.longestLine {
        piece.removeLast(piece.count - Self.longestLine - 1)
        isSkipping = true
      }
    }
    if isAtStart, piece.starts(with: [0xef, 0xbb, 0xbf]) { piece.removeFirst(3) }
    isAtStart = false
    return piece.isEmpty ? nil : piece
  }
}
