// SPDX-License-Identifier: Apache-2.0

/// Why a packet of a capture could not be read.
public enum PacketFault: Hashable, Sendable {
  /// The capture ends within it.
  case cutOff
  /// libpcap cannot tell where it ends, so nothing after it can be read either.
  case unreadable
  /// Fewer bytes of it were captured than its headers take.
  case headersNotCaptured
  /// Its headers contradict one another or its length.
  case contradictoryHeaders

  /// What is wrong: `cut off`.
  public var why: String {
    switch self {
    case .cutOff: "cut off"
    case .unreadable: "damaged, and nothing after it was read"
    case .headersNotCaptured: "captured without all of its headers"
    case .contradictoryHeaders: "headers contradict its length"
    }
  }
}
