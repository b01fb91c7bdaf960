// SPDX-License-Identifier: Apache-2.0

public import Flows

/// A MITRE ATT&CK technique that what was seen is consistent with.
///
/// Flows show ports, not intent, so reports say "consistent with", never "is".
///
/// Source: MITRE ATT&CK Enterprise, attack.mitre.org.
public struct Technique: Hashable, Sendable, Codable, Comparable {
  /// `T1021.002`.
  public let id: String
  /// `SMB/Windows Admin Shares`.
  public let name: String

  /// Remote Desktop Protocol.
  public static let remoteDesktop = Technique(id: "T1021.001", name: "Remote Desktop Protocol")
  /// SMB and Windows admin shares.
  public static let adminShares = Technique(id: "T1021.002", name: "SMB/Windows Admin Shares")
  /// Distributed Component Object Model.
  public static let dcom = Technique(id: "T1021.003", name: "Distributed Component Object Model")
  /// SSH.
  public static let ssh = Technique(id: "T1021.004", name: "SSH")
  /// VNC.
  public static let vnc = Technique(id: "T1021.005", name: "VNC")
  /// Windows Remote Management.
  public static let winRM = Technique(id: "T1021.006", name: "Windows Remote Management")
  /// Finding out which hosts there are.
  public static let remoteSystemDiscovery = Technique(
    id: "T1018", name: "Remote System Discovery")
  /// Finding out which services there are.
  public static let serviceDiscovery = Technique(id: "T1046", name: "Network Service Discovery")

  /// The remote-service technique that a session on `service` is consistent with.
  public init?(remoteService service: Service) {
    guard service.transport == .tcp else { return nil }
    switch service.port {
    case 3389: self = .remoteDesktop
    case 445, 139: self = .adminShares
    case 135: self = .dcom
    case 22: self = .ssh
    case 5900: self = .vnc
    case 5985, 5986: self = .winRM
    default: return nil
    }
  }

  private init(id: String, name: String) {
    self.id = id
    self.name = name
  }

  /// By id.
  public static func < (a: Technique, b: Technique) -> Bool { a.id < b.id }
}
