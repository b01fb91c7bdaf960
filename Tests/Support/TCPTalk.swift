// SPDX-License-Identifier: Apache-2.0
public import Flows

/// A TCP conversation that keeps its sequence numbers itself.
public struct TCPTalk {
  let client: IPAddress
  let server: IPAddress
  /// The client's port.
  public var clientPort: UInt16 = 50_000
  /// The server's port.
  public var serverPort: UInt16 = 445
  private var next: (client: UInt32, server: UInt32)

  /// A conversation that is about to begin, from these sequence numbers.
  public init(_ client: IPAddress, _ server: IPAddress, first: (UInt32, UInt32) = (1000, 9000)) {
    (self.client, self.server) = (client, server)
    next = first
  }

  /// The IP packet of one step: who, flags as letters, bytes of data: `c:PA10`.
  public mutating func step(_ text: some StringProtocol) -> [UInt8] {
    let isClient = text.hasPrefix("c")
    let flags = String(text.dropFirst(2).prefix { $0.isLetter })
    let data = Int(text.dropFirst(2 + flags.count)) ?? 0
    let sequence = isClient ? next.client : next.server
    let acknowledgement = flags.contains("A") ? (isClient ? next.server : next.client) : 0
    let span =
      UInt32(data) &+ (flags.contains("S") ? 1 : 0) &+ (flags.contains("F") ? 1 : 0)
    if isClient { next.client &+= span } else { next.server &+= span }
    let segment = PacketBytes.tcp(
      isClient ? clientPort : serverPort, isClient ? serverPort : clientPort, sequence: sequence,
      acknowledgement: acknowledgement, flags, data: data)
    return PacketBytes.ip(
      isClient ? client : server, isClient ? server : client, 6, segment)
  }
}

extension CaptureBytes {
  /// Adds the steps of `script`, `interval` microseconds apart: `c:S s:SA c:A`.
  public mutating func add(
    _ script: String, of talk: inout TCPTalk, at offset: Int64, interval: Int64 = 1000,
    tags: [UInt16] = []
  ) {
    for (index, step) in script.split(separator: " ").enumerated() {
      add(
        PacketBytes.ethernet(talk.step(step), tags: tags), at: offset + Int64(index) * interval)
    }
  }
}
