// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// What a completed flow of a kind looks like: service, size and length.
///
/// Bytes and durations are lognormal, as measured in wide-area and enterprise traffic
/// (V. Paxson, *Empirically Derived Analytic Models of Wide-Area TCP Connections*, IEEE/ACM
/// Transactions on Networking 2(4), 1994).
struct Conversation: Sendable {
  var service: Service
  /// Median payload bytes from source to target.
  var bytesOut: Double
  /// Median payload bytes from target to source.
  var bytesIn: Double
  /// Median seconds.
  var seconds: Double
  /// Standard deviation of the logarithm of bytes and seconds.
  var spread: Double

  init(
    _ service: Service, _ bytesOut: Double, _ bytesIn: Double, _ seconds: Double, _ spread: Double
  ) {
    self.service = service
    self.bytesOut = bytesOut
    self.bytesIn = bytesIn
    self.seconds = seconds
    self.spread = spread
  }

  /// The same talk on another port.
  func on(_ service: Service) -> Conversation {
    var other = self
    other.service = service
    return other
  }

  static let dns = Conversation(.udp(53), 42, 130, 0.012, 0.4)
  static let clock = Conversation(.udp(123), 48, 48, 0.01, 0.1)
  static let kerberos = Conversation(.tcp(88), 1_500, 1_600, 0.015, 0.3)
  static let ldap = Conversation(.tcp(389), 2_100, 6_500, 0.4, 0.8)
  static let endpointMapper = Conversation(.tcp(135), 420, 380, 0.3, 0.3)
  static let remoteCall = Conversation(.tcp(49_668), 2_800, 3_400, 4, 0.8)
  static let shareSession = Conversation(.tcp(445), 9_000, 38_000, 70, 1.4)
  static let policyRead = Conversation(.tcp(445), 5_200, 9_800, 12, 0.6)
  static let fileCopy = Conversation(.tcp(445), 4_800_000, 90_000, 45, 1.0)
  static let web = Conversation(.tcp(443), 2_700, 21_000, 18, 1.3)
  static let plainWeb = Conversation(.tcp(80), 700, 6_500, 3, 1.2)
  static let quic = Conversation(.udp(443), 4_200, 36_000, 30, 1.3)
  static let intranet = Conversation(.tcp(443), 2_200, 16_000, 6, 1.1)
  static let mailbox = Conversation(.tcp(993), 3_600, 14_000, 60, 1.4)
  static let submission = Conversation(.tcp(587), 38_000, 1_900, 3, 1.2)
  static let mailRelay = Conversation(.tcp(25), 32_000, 1_500, 2.5, 1.2)
  static let update = Conversation(.tcp(8_530), 3_000, 420_000, 20, 1.6)
  static let printing = Conversation(.tcp(9_100), 240_000, 600, 7, 1.1)
  static let printQueue = Conversation(.tcp(631), 160_000, 1_900, 6, 1.1)
  static let call = Conversation(.udp(50_020), 900_000, 900_000, 420, 1.1)
  static let sqlServer = Conversation(.tcp(1_433), 7_500, 24_000, 90, 1.3)
  static let postgres = Conversation(.tcp(5_432), 6_000, 22_000, 120, 1.3)
  static let backend = Conversation(.tcp(8_443), 4_000, 9_000, 4, 1.0)
  static let poll = Conversation(.udp(161), 210, 460, 0.02, 0.3)
  static let ping = Conversation(Service(.icmp, 0), 64, 64, 0.001, 0.3)
  static let backup = Conversation(.tcp(10_000), 90_000, 350_000_000, 900, 0.9)
  static let patchPush = Conversation(.tcp(445), 24_000_000, 60_000, 50, 0.7)
  static let remoteDesktop = Conversation(.tcp(3_389), 340_000, 2_600_000, 1_300, 0.8)
  static let remoteShell = Conversation(.tcp(5_985), 26_000, 52_000, 75, 0.9)
  static let secureShell = Conversation(.tcp(22), 14_000, 31_000, 480, 1.1)
  static let upload = Conversation(.tcp(443), 140_000_000, 900_000, 160, 0.7)
  static let probe = Conversation(.tcp(445), 190, 260, 0.05, 0.4)

  /// The talk usual on `service` when it is used to work on a host.
  static func administration(_ service: Service) -> Conversation {
    switch service.port {
    case 22: secureShell
    case 3_389: remoteDesktop
    case 445: shareSession
    case 135: endpointMapper
    default: remoteShell.on(service)
    }
  }
}
