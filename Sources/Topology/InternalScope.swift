// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Which addresses are ours: lateral movement is what happens between them.
public struct InternalScope: Sendable {
  /// The blocks that count as internal.
  public let blocks: [Subnet]

  /// The scope of these blocks.
  public init(_ blocks: [Subnet]) { self.blocks = blocks }

  /// Private (RFC 1918), shared (RFC 6598), link-local (RFC 3927, RFC 4291) and unique local
  /// (RFC 4193) addresses.
  public static let standard = InternalScope(
    [
      "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
      "fc00::/7", "fe80::/10",
    ].compactMap { Subnet($0) })

  /// Whether `address` is internal.
  public func contains(_ address: IPAddress) -> Bool {
    for block in blocks where block.contains(address) { return true }
    return false
  }
}
