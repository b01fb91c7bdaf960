// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

extension Past {
  private static let windowLimit = StorageLimit("windows of reference", 1 << 20)
  private static let referenceLimit = StorageLimit("host-windows of reference", 1 << 24)

  /// Writes everything but the evidence of roles, which nobody asks of past windows.
  ///
  /// - Complexity: O(host-windows · features + *E*).
  func write(to writer: inout ByteWriter) {
    profiles.write(to: &writer)
    let numbers = HostNumbers(profiles)
    novelty.write(to: &writer, numbers)
    writer.append(count: referenceWindows, of: Self.windowLimit)
    for size in referenceSizes { writer.append(size) }
    writer.append(count: reference.count, of: Self.referenceLimit)
    for row in reference {
      writer.append(numbers.number(of: row.host))
      writer.append(code: row.role.role)
      writer.append(row.chain)
      for value in row.features { writer.append(value) }
    }
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    let profiles = try HostProfiles(from: &reader)
    let numbers = HostNumbers(profiles)
    let novelty = try EdgeNovelty(from: &reader, numbers)
    let place = reader.offset
    let windows = try reader.count(of: Self.windowLimit, size: 1)
    var sizes: [Int] = []
    for _ in 0..<windows {
      sizes.append(try reader.number("a window's size", in: 0...Self.referenceLimit.most))
    }
    let count = try reader.count(of: Self.referenceLimit, size: 3 + Feature.all.count)
    guard windows <= profiles.windows, sizes.reduce(0, +) == count else {
      throw .invalid("the sizes of reference windows", offset: place)
    }
    var reference: [HostWindow] = []
    reference.reserveCapacity(count)
    for _ in 0..<count { reference.append(try HostWindow(from: &reader, numbers)) }
    self.init(
      profiles: profiles, novelty: novelty, reference: reference, referenceSizes: sizes,
      referenceSeen: count)
  }
}

extension HostWindow {
  fileprivate init(
    from reader: inout ByteReader, _ numbers: HostNumbers
  ) throws(StorageError) {
    let host = try numbers.read(&reader)
    let role = try reader.code("a role", of: Role.self)
    let chain = try reader.double("the score of a chain", atLeast: 0)
    var features: [Double] = []
    features.reserveCapacity(Feature.all.count)
    for feature in Feature.all { features.append(try feature.read(&reader)) }
    self.init(
      host: host, role: HostRoles.Recognition(role: role, evidence: ""), features: features,
      chain: chain)
  }
}
