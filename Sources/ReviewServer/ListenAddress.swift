// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Where the review page is offered: an address of this machine and a port.
public struct ListenAddress: Hashable, Sendable {
  /// An address, never a name: what a name stands for can change.
  public var host: IPAddress
  /// The port; 0 for one that is free.
  public var port: UInt16

  /// Where it is if nobody says otherwise: 127.0.0.1:8080.
  public static let standard = ListenAddress(host: IPAddress(v4: 0x7f00_0001), port: 8080)

  /// The address of these.
  public init(host: IPAddress, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
  ///
  /// - Returns: nil if `text` is something else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits) else {
      return nil
    }
    var name = String(text[..<colon])
    if name.hasPrefix("["), name.hasSuffix("]") {
      name = String(name.dropFirst().dropLast())
      guard name.contains(":") else { return nil }
    } else if name.contains(":") {
      return nil
    }
    guard let host = IPAddress(name == "localhost" ? "127.0.0.1" : name) else { return nil }
    self.host = host
    self.port = port
  }

  /// Whether only programs of this machine can reach it.
  public var isLoopback: Bool { host.isLoopback }

  /// `127.0.0.1:8080`, `[::1]:8080`.
  public var text: String { text(port: Int(port)) }

  /// As in a link, with the port that was given.
  func text(port: Int) -> String {
    let text = host.description
    return text.contains(":") ? "[\(text)]:\(port)" : "\(text):\(port)"
  }
}
