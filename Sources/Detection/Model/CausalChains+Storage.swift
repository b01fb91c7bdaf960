// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

extension CausalChains {
  private static let nodeLimit = StorageLimit("sessions in chains", 1 << 22)
  private static let senderLimit = StorageLimit("senders", 1 << 22)
  private static let entryLimit = StorageLimit("pairs of hosts in sessions", 1 << 26)
  private static let largestCount = 1 << 40

  /// Writes what matters from now on.
  ///
  /// - Complexity: O(nodes + hosts log hosts).
  func write(to writer: inout ByteWriter, _ numbers: HostNumbers) {
    let kept = kept
    writer.append(count: kept.nodes.count, of: Self.nodeLimit)
    for (number, node) in kept.nodes.enumerated() {
      node.write(to: &writer, number, isRecent: kept.isRecent[number], numbers)
    }
    writer.append(kept.hoursCounted)
    let sent = kept.sent.map { (host: numbers.number(of: $0), count: $1) }
    writer.append(count: sent.count, of: Self.senderLimit)
    for sender in sent.sorted(by: { $0.host < $1.host }) {
      writer.append(sender.host)
      writer.append(sender.count)
    }
    let entries = kept.targets.flatMap { source, targets in
      targets.map { (numbers.number(of: source), numbers.number(of: $0), $1) }
    }
    writer.append(count: entries.count, of: Self.entryLimit)
    for (source, target, last) in entries.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      writer.append(source)
      writer.append(target)
      writer.append(signed: last)
    }
  }

  /// Reads what ``write(to:_:)`` wrote; no session may start after `end`.
  init(
    from reader: inout ByteReader, horizonHours: Int, end: Int64, _ numbers: HostNumbers
  ) throws(StorageError) {
    var kept = Kept()
    var last = Int64.min
    var depths: [Int] = []
    for number in 0..<(try reader.count(of: Self.nodeLimit, size: 17)) {
      let start = reader.offset
      kept.isRecent.append(try reader.bool())
      let node = try Node(from: &reader, number, end: end, numbers)
      guard node.move.start >= last, Self.fits(node, kept.nodes, &depths, numbers.hosts.count)
      else { throw .invalid("a session", offset: start) }
      last = node.move.start
      kept.nodes.append(node)
    }
    kept.hoursCounted = try reader.number("the hours counted", in: 0...Self.largestCount)
    var lastSender = -1
    for _ in 0..<(try reader.count(of: Self.senderLimit, size: 2)) {
      let start = reader.offset
      let host = try numbers.read(&reader)
      let number = numbers.number(of: host)
      guard number > lastSender else { throw .invalid("a sender", offset: start) }
      lastSender = number
      kept.sent[host] = try reader.number("a count of sessions", in: 1...Self.largestCount)
    }
    var lastEntry = (-1, -1)
    for _ in 0..<(try reader.count(of: Self.entryLimit, size: 3)) {
      let start = reader.offset
      let source = try numbers.read(&reader)
      let target = try numbers.read(&reader)
      let entry = (numbers.number(of: source), numbers.number(of: target))
      guard entry > lastEntry else { throw .invalid("a pair of hosts", offset: start) }
      lastEntry = entry
      kept.targets[source, default: [:]][target] = try reader.signed(
        "a time", in: Timestamp.storable.lowerBound...end)
    }
    self.init(horizonHours: horizonHours, kept)
  }
}

extension CausalChains {
  /// Whether a node goes on from where its cause arrived, on a chain that visits each host once at
  /// most; a longer one would take for ever to follow.
  private static func fits(
    _ node: Node, _ nodes: [Node], _ depths: inout [Int], _ hosts: Int
  ) -> Bool {
    let depth = node.cause.map { depths[$0] + 1 } ?? 1
    depths.append(depth)
    return depth < hosts && node.cause.map { nodes[$0].move.target == node.move.source } ?? true
  }
}

extension CausalChains.Node {
  private static let mostCandidates = 1 << 20

  fileprivate func write(
    to writer: inout ByteWriter, _ number: Int, isRecent: Bool, _ numbers: HostNumbers
  ) {
    writer.append(isRecent)
    move.write(to: &writer, numbers)
    writer.append(score)
    // How far back the cause lies; 0 for none.
    writer.append(cause.map { number - $0 } ?? 0)
    writer.append(certainty)
    writer.append(candidates)
  }

  fileprivate init(
    from reader: inout ByteReader, _ number: Int, end: Int64, _ numbers: HostNumbers
  ) throws(StorageError) {
    move = try Move(from: &reader, end: end, numbers)
    score = try reader.double("the score of a chain")
    let back = try reader.number("the cause of a session", in: 0...number)
    cause = back == 0 ? nil : number - back
    certainty = try reader.double("a certainty", atLeast: 0)
    candidates = try reader.number("a number of causes", in: 0...Self.mostCandidates)
  }
}
