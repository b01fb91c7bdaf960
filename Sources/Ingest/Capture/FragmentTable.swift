// SPDX-License-Identifier: Apache-2.0

/// Which connection the later fragments of a datagram belong to, as only the first has ports.
///
/// Bounded: of datagrams whose last fragment never came, the oldest are forgotten.
struct FragmentTable {
  /// Datagrams remembered at once.
  static let capacity = 4096
  /// How long the rest of a datagram is waited for, microseconds (RFC 8200 section 4.5: 60 s).
  static let patience: Int64 = 60_000_000

  /// The connection of a datagram, and the way it went.
  struct Entry {
    var key: ConnectionKey
    var isFromLower: Bool
    var time: Int64
  }

  private var entries: [Packet.DatagramID: Entry] = [:]
  private var order: [Packet.DatagramID] = []
  private var oldest = 0

  /// Remembers where the rest of datagram `id` belongs.
  mutating func remember(_ id: Packet.DatagramID, _ entry: Entry) {
    guard entries.updateValue(entry, forKey: id) == nil else { return }
    guard order.count == Self.capacity else {
      order.append(id)
      return
    }
    entries[order[oldest]] = nil
    order[oldest] = id
    oldest = (oldest + 1) % Self.capacity
  }

  /// Where a fragment of datagram `id` that comes at `time` belongs; nil if that is not known.
  func entry(_ id: Packet.DatagramID, at time: Int64) -> Entry? {
    guard let entry = entries[id], time - entry.time <= Self.patience else { return nil }
    return entry
  }
}
