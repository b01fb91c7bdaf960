// SPDX-License-Identifier: Apache-2.0

/// Why stored bytes are not what they should be.
package enum StorageError: Error, Hashable, Sendable {
  /// They end in the middle of a value; `offset` is where.
  case truncated(offset: Int)
  /// There is more of something than is ever kept.
  case tooMany(String, count: UInt64, most: Int, offset: Int)
  /// A value that nothing writes: out of its range, twice there, in the wrong order.
  case invalid(String, offset: Int)

  /// What, where.
  package var text: String {
    switch self {
    case .truncated(let offset): "ends in the middle of a value at byte \(offset)"
    case .tooMany(let what, let count, let most, let offset):
      "\(count) \(what) at byte \(offset), more than there can be or than the \(most) allowed"
    case .invalid(let what, let offset): "\(what) at byte \(offset) makes no sense"
    }
  }
}

/// How many of something are stored at most; reader and writer keep to the same number.
package struct StorageLimit: Hashable, Sendable {
  /// What is counted, in the plural.
  package let name: String
  /// How many there can be.
  package let most: Int

  package init(_ name: String, _ most: Int) {
    self.name = name
    self.most = most
  }

  /// Subnets of a matrix or a list.
  package static let subnets = StorageLimit("subnets", 1 << 20)
  /// Bytes of one text.
  package static let text = StorageLimit("bytes of text", 1 << 16)
  package static let hosts = StorageLimit("hosts", 1 << 22)
  static let edges = StorageLimit("edges", 1 << 27)
  static let cells = StorageLimit("subnet cells", 1 << 26)
  static let services = StorageLimit("services", 1 << 24)

  /// Windows ever folded in: a century of hours.
  package static let windows = 1 << 20
  /// Host-windows, and everything that is counted once per host and window.
  static let hostWindows = 1 << 30
}
