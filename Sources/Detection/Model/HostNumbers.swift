// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Hosts as a model stores them: by their number in its profiles, which know them all.
struct HostNumbers {
  private let profiles: HostProfiles
  /// By number.
  let hosts: [IPAddress]

  init(_ profiles: HostProfiles) {
    self.profiles = profiles
    hosts = profiles.storedHosts
  }

  /// The number of a host.
  ///
  /// - Precondition: A window with the host was folded into the profiles.
  func number(of host: IPAddress) -> Int {
    guard let number = profiles.storedNumber(of: host) else {
      preconditionFailure("what is kept of a host comes from windows that profiles know")
    }
    return number
  }

  func read(_ reader: inout ByteReader) throws(StorageError) -> IPAddress {
    let start = reader.offset
    let number = try reader.number("a host", in: 0...Int.max)
    guard number < hosts.count else { throw .invalid("a host", offset: start) }
    return hosts[number]
  }
}
