// SPDX-License-Identifier: Apache-2.0

/// A transport protocol by its IANA number.
public struct TransportProtocol: RawRepresentable, Hashable, Sendable, Comparable {
  /// The IANA protocol number, 0...255.
  public let rawValue: UInt8

  /// The protocol with this IANA number.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// ICMP, 1.
  public static let icmp = TransportProtocol(rawValue: 1)
  /// TCP, 6.
  public static let tcp = TransportProtocol(rawValue: 6)
  /// UDP, 17.
  public static let udp = TransportProtocol(rawValue: 17)
  /// ICMPv6, 58.
  public static let icmp6 = TransportProtocol(rawValue: 58)
  /// SCTP, 132.
  public static let sctp = TransportProtocol(rawValue: 132)

  /// Whether its flows have ports: TCP, UDP, DCCP, SCTP and UDP-Lite.
  public var hasPorts: Bool {
    switch rawValue {
    case 6, 17, 33, 132, 136: true
    default: false
    }
  }

  /// By number.
  public static func < (a: TransportProtocol, b: TransportProtocol) -> Bool {
    a.rawValue < b.rawValue
  }
}

extension TransportProtocol: CustomStringConvertible {
  private static let names: [UInt8: String] = [
    1: "icmp", 2: "igmp", 4: "ipip", 6: "tcp", 17: "udp", 33: "dccp", 41: "ipv6", 47: "gre",
    50: "esp", 51: "ah", 58: "icmp6", 89: "ospf", 103: "pim", 112: "vrrp", 132: "sctp",
    136: "udplite",
  ]

  /// The usual lower-case name, or the number.
  public var description: String { Self.names[rawValue] ?? String(rawValue) }

  /// The protocol with this name (any case) or number.
  public init?(_ text: String) {
    let name = text.lowercased()
    if let number = UInt8(name) {
      self.init(rawValue: number)
    } else if let number = Self.numbers[name] {
      self.init(rawValue: number)
    } else {
      return nil
    }
  }

  private static let numbers: [String: UInt8] = {
    var numbers = Dictionary(uniqueKeysWithValues: names.map { ($0.value, $0.key) })
    numbers.merge([
      "ipv6-icmp": 58, "icmpv6": 58, "icmp-v6": 58, "ipv6icmp": 58, "ipnip": 4, "esp": 50,
      "udt": 17, "rtp": 17, "rtcp": 17,
    ]) { $1 }
    return numbers
  }()
}

/// What a source asks of a target: transport protocol and responder port.
public struct Service: Hashable, Sendable, Comparable {
  /// The transport protocol.
  public let transport: TransportProtocol
  /// The responder's port; 0 for protocols without ports.
  public let port: UInt16

  /// The service on `port` over `transport`.
  public init(_ transport: TransportProtocol, _ port: UInt16) {
    self.transport = transport
    self.port = port
  }

  /// TCP on `port`.
  public static func tcp(_ port: UInt16) -> Service { Service(.tcp, port) }
  /// UDP on `port`.
  public static func udp(_ port: UInt16) -> Service { Service(.udp, port) }

  /// By protocol, then port.
  public static func < (a: Service, b: Service) -> Bool {
    (a.transport, a.port) < (b.transport, b.port)
  }
}

extension Service: CustomStringConvertible {
  /// `tcp/445`, or `icmp` for protocols without ports.
  public var description: String {
    transport.hasPorts ? "\(transport)/\(port)" : "\(transport)"
  }
}
