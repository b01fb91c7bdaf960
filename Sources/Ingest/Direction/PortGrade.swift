// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// How much a port looks like one that is asked for, rather than one a client was given.
///
/// Source: IANA port ranges (RFC 6335 section 6); Linux gives clients 32768 and above, Windows
/// 49152.
enum PortGrade: UInt8, Comparable, Sendable {
  /// 32768 and above, and 0: given to clients.
  case ephemeral
  /// 1024...32767: registered, and given to clients by some old systems.
  case registered
  /// 512...1023 without a known service: some clients bind these to show that they are trusted.
  case reserved
  /// 1...511: well known.
  case wellKnown
  /// A service with a common name.
  case named

  /// The grade of `port` over `transport`.
  static func of(_ port: UInt16, _ transport: TransportProtocol) -> PortGrade {
    transport == .udp ? udp[Int(port)] : tcp[Int(port)]
  }

  static func < (a: PortGrade, b: PortGrade) -> Bool { a.rawValue < b.rawValue }

  private static let tcp = grades(.tcp)
  private static let udp = grades(.udp)

  private static func grades(_ transport: TransportProtocol) -> [PortGrade] {
    (0...UInt16.max).map { port in
      let service = Service(transport, port)
      if service.commonName != nil || service.portClass != .other || service.givesControl {
        return .named
      }
      switch port {
      case 0, 32768...: return .ephemeral
      case 1...511: return .wellKnown
      case 512...1023: return .reserved
      default: return .registered
      }
    }
  }
}
