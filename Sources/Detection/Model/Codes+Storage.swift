// SPDX-License-Identifier: Apache-2.0

package import Flows
package import Topology

// Codes are written into models: they are never given another meaning.

extension Role: StorageCoded {
  package var storageCode: UInt8 {
    switch self {
    case .client: 0
    case .server: 1
    case .domainController: 2
    case .fileServer: 3
    case .database: 4
    case .printer: 5
    case .scanner: 6
    case .jumpHost: 7
    case .adminWorkstation: 8
    case .monitor: 9
    case .otDevice: 10
    case .internet: 11
    case .unknown: 12
    }
  }
}

extension PortClass: StorageCoded {
  package var storageCode: UInt8 {
    switch self {
    case .remoteAdministration: 0
    case .file: 1
    case .directory: 2
    case .database: 3
    case .other: 4
    }
  }
}

extension SubnetZone: CaseIterable, StorageCoded {
  static let allCases: [SubnetZone] = [.administration, .servers, .clients]

  package var storageCode: UInt8 {
    switch self {
    case .administration: 0
    case .servers: 1
    case .clients: 2
    }
  }
}

extension SourceState: CaseIterable, StorageCoded {
  static var allCases: [SourceState] { [.unseen, .hub] + SubnetZone.allCases.map(Self.member) }

  package var storageCode: UInt8 {
    switch self {
    case .unseen: 0
    case .hub: 1
    case .member(let zone): 2 + zone.storageCode
    }
  }
}

extension Evidence.Kind: StorageCoded {
  package var storageCode: UInt8 {
    switch self {
    case .path: 0
    case .edge: 1
    case .feature: 2
    case .context: 3
    }
  }
}

extension EdgeNovelty.Respects: CaseIterable, StorageCoded {
  static let allCases: [EdgeNovelty.Respects] = (0...15).map { code in
    EdgeNovelty.Respects(
      isNewPair: code & 2 != 0, isNewService: code & 1 != 0, obscurity: code >> 2)
  }

  /// - Precondition: `obscurity` is 0...3.
  package var storageCode: UInt8 {
    UInt8(obscurity << 2 | (isNewPair ? 2 : 0) | (isNewService ? 1 : 0))
  }
}
