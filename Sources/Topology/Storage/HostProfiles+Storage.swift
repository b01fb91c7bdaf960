// SPDX-License-Identifier: Apache-2.0

package import Flows

extension HostProfiles {
  /// Writes everything that cannot be told from the rest.
  ///
  /// - Complexity: O(hosts · features + *E*).
  package func write(to writer: inout ByteWriter) {
    writer.append(windows)
    writer.append(count: numbers.count, of: .hosts)
    for (host, key) in numbers.keys.enumerated() {
      writer.append(key.address)
      writer.append(Int(activity[host]))
      writer.append(!maxima[host].isEmpty)
      for value in maxima[host] { writer.append(value) }
    }
    writer.append(count: edges.count, of: .edges)
    for (edge, key) in edges.keys.enumerated() {
      let (source, target) = key.pair
      writer.append(Int(source))
      writer.append(Int(target))
      writer.append(key.service)
      writer.append(Int(edgeWindows[edge]) << 1 | (isCompleted[edge] ? 1 : 0))
    }
    matrix.write(to: &writer)
    ports.write(to: &writer)
  }

  /// Reads what ``write(to:)`` wrote.
  ///
  /// - Throws: `StorageError` where the bytes are not what profiles write.
  package init(from reader: inout ByteReader) throws(StorageError) {
    let start = reader.offset
    var kept = Kept()
    kept.windows = try reader.number("a number of windows", in: 0...StorageLimit.windows)
    try kept.readHosts(&reader)
    try kept.readEdges(&reader)
    let hostWindows = kept.activity.reduce(0) { $0 + Int($1) }
    guard hostWindows <= StorageLimit.hostWindows else {
      throw .invalid("the activity of hosts", offset: start)
    }
    kept.matrix = try SubnetPortMatrix(from: &reader, hostWindows: hostWindows)
    kept.ports = try PortGraphHistory(from: &reader, windows: kept.windows)
    guard let profiles = HostProfiles(kept) else {
      throw .invalid("the edges", offset: start)
    }
    self = profiles
  }

  /// The number `host` is stored under; nil if it was never seen.
  package func storedNumber(of host: IPAddress) -> Int? {
    numbers.index(of: KeyNumbers.Key(host))
  }

  /// The hosts by the number they are stored under.
  package var storedHosts: [IPAddress] { numbers.keys.map(\.address) }
}

extension HostProfiles.Kept {
  fileprivate mutating func readHosts(_ reader: inout ByteReader) throws(StorageError) {
    // An address, whether it was active, and no features.
    let count = try reader.count(of: .hosts, size: 7)
    var hosts = KeyRestorer(count: count)
    activity.reserveCapacity(count)
    maxima.reserveCapacity(count)
    for _ in 0..<count {
      let start = reader.offset
      let address = try reader.address()
      try hosts.append(KeyNumbers.Key(address), "a host", at: start)
      let most = address == .internet ? 0 : windows
      activity.append(Int32(try reader.number("the activity of a host", in: 0...most)))
      guard try reader.bool() else {
        maxima.append([])
        continue
      }
      var values: [Double] = []
      values.reserveCapacity(Feature.all.count)
      for feature in Feature.all { values.append(try feature.read(&reader)) }
      maxima.append(values)
    }
    numbers = hosts.numbers
  }

  fileprivate mutating func readEdges(_ reader: inout ByteReader) throws(StorageError) {
    let count = try reader.count(of: .edges, size: 4)
    let last = max(0, numbers.count - 1)
    guard count == 0 || last > 0 && windows > 0 else {
      throw .invalid("an edge", offset: reader.offset)
    }
    var keys = KeyRestorer(count: count)
    edgeWindows.reserveCapacity(count)
    isCompleted.reserveCapacity(count)
    for _ in 0..<count {
      let start = reader.offset
      let source = Int32(try reader.number("the source of an edge", in: 0...last))
      let target = Int32(try reader.number("the target of an edge", in: 0...last))
      guard source != target else { throw .invalid("an edge", offset: start) }
      try keys.append(
        KeyNumbers.Key(source, target, try reader.service()), "an edge", at: start)
      let seen = try reader.number("the windows of an edge", in: 2...(windows << 1 | 1))
      edgeWindows.append(Int32(seen >> 1))
      isCompleted.append(seen & 1 == 1)
    }
    edges = keys.numbers
  }
}

extension Feature {
  /// Reads a value of the feature; most ranges start at 0.
  package func read(_ reader: inout ByteReader) throws(StorageError) -> Double {
    try range.hasPrefix("0")
      ? reader.double("a feature", atLeast: 0) : reader.double("a feature")
  }
}
