// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// What Zeek calls a flow's properties.
extension WrittenFlow {
  /// For ICMP, Zeek writes the type where the port stands: 8, an echo request.
  var zeekSourcePort: Int64 { service.transport == .icmp ? 8 : Int64(sourcePort) }

  /// Zeek leaves length and bytes unset when it saw a single packet without payload.
  var hasNoLength: Bool { duration == 0 && bytesOut == 0 && bytesIn == 0 }

  var zeekTransport: String {
    switch service.transport {
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmp: "icmp"
    default: "unknown_transport"
    }
  }

  /// The protocol Zeek recognises by its content; nil where nothing was said.
  var zeekService: String? {
    guard !state.isFailure else { return nil }
    switch service.port {
    case 22 where isTCP: return "ssh"
    case 25 where isTCP, 587 where isTCP: return "smtp"
    case 53: return "dns"
    case 80 where isTCP, 631 where isTCP, 5_985 where isTCP, 8_530 where isTCP: return "http"
    case 88: return "krb_tcp"
    case 123: return "ntp"
    case 135 where isTCP: return "dce_rpc"
    case 161: return "snmp"
    case 389 where isTCP: return "ldap_tcp"
    case 443, 993, 8_443: return isTCP ? "ssl" : "quic"
    case 445 where isTCP: return "gssapi,smb"
    case 3_389 where isTCP: return "rdp"
    default: return nil
    }
  }

  var zeekState: String {
    // Zeek calls no exchange of ICMP complete.
    if service.transport == .icmp { return "OTH" }
    return switch state {
    case .unknown, .partial: "OTH"
    case .attempted: "S0"
    case .rejected: "REJ"
    case .established: isTCP ? "S1" : "SF"
    case .closed: "SF"
    case .reset: "RSTO"
    }
  }

  var zeekHistory: String {
    if service.transport == .icmp { return "-" }
    return switch (state, isTCP) {
    case (.attempted, true): "S"
    case (.rejected, true): "Sr"
    case (.established, true): "ShADad"
    case (.closed, true): "ShADadFf"
    case (.reset, true): "ShADadR"
    case (.attempted, false): "D"
    case (.established, false), (.closed, false): "Dd"
    default: "-"
    }
  }
}
