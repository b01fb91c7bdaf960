// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Joins the two records that exporters of one record a direction (NetFlow) write of a connection.
///
/// A record waits for one of the opposite direction between the same ends that is apart from it by
/// no more than ``tolerance``; of several the one with the nearest start is taken, then the one
/// read first. The most recent ``waiting`` records wait: memory is bounded, and the outcome depends
/// on the order of records alone.
struct Pairing {
  /// Microseconds that may lie between the end of one record and the start of the other.
  static let tolerance: Int64 = 30_000_000
  /// How many records wait at most.
  static let waiting = 1 << 19
  /// How many waiting records between the same ends are looked at, the newest first.
  private static let looksPerRecord = 64

  private struct Waiting {
    /// Nil once it has been paired.
    var flow: Flow?
    /// The file it is from.
    var file: Int
    /// The number of the one between the same ends that came before; -1 if there is none.
    var older: Int
  }

  private let capacity: Int
  private let looks: Int
  /// Those with numbers from ``base`` on, up to ``front`` of which have left already.
  private var queue: [Waiting] = []
  private var front = 0
  private var base = 0
  private var newest: [ConnectionEnds: Int] = [:]
  /// Connections made of two records so far.
  private(set) var paired = 0

  /// A pairing nothing waits in.
  init(capacity: Int = Self.waiting, looks: Int = Self.looksPerRecord) {
    self.capacity = max(1, capacity)
    self.looks = looks
  }

  /// Takes the records of `batch`, in order.
  ///
  /// - Returns: Connections that are complete, and records that have waited long enough.
  /// - Complexity: O(1) a record in general; O(``looksPerRecord``) where one pair of ends has very
  ///   many.
  mutating func add(_ batch: FlowBatch, ofFile file: Int) -> FiledFlows {
    var ready = FiledFlows()
    for row in 0..<batch.count { add(batch[row], file, &ready) }
    return ready
  }

  private mutating func add(_ flow: Flow, _ file: Int, _ ready: inout FiledFlows) {
    let ends = ConnectionEnds(flow)
    // A record that holds both directions already needs no other half.
    guard flow.packetsIn == 0, flow.bytesIn == 0 else {
      return ready.append(flow, ofFile: file)
    }
    if let match = partner(of: flow, ends), let other = queue[match - base].flow {
      let first = queue[match - base].file
      settle(match, ends)
      paired += 1
      ready.append(FlowPair.joined(other, flow), ofFile: first)
      return
    }
    queue.append(Waiting(flow: flow, file: file, older: newest[ends] ?? -1))
    newest[ends] = base + queue.count - 1
    if queue.count - front > capacity { release(&ready) }
  }

  private func partner(of flow: Flow, _ ends: ConnectionEnds) -> Int? {
    var best: (number: Int, apart: Int64)?
    var number = newest[ends] ?? -1
    var looked = 0
    while number >= base + front, looked < looks {
      let candidate = queue[number - base]
      if let other = candidate.flow, Self.areOpposite(flow, other),
        Self.gap(flow, other) <= Self.tolerance
      {
        let apart = abs(flow.start.microseconds - other.start.microseconds)
        if best.map({ apart <= $0.apart }) ?? true { best = (number, apart) }
      }
      number = candidate.older
      looked += 1
    }
    return best?.number
  }

  /// Whether they run between the same ends in opposite directions.
  static func areOpposite(_ one: Flow, _ other: Flow) -> Bool {
    one.source == other.target && one.sourcePort == other.service.port
      && one.target == other.source && one.service.port == other.sourcePort
  }

  /// Microseconds from the end of the earlier to the start of the later, less than 0 if they
  /// overlap.
  static func gap(_ one: Flow, _ other: Flow) -> Int64 {
    max(one.start.microseconds, other.start.microseconds)
      - min(FlowPair.end(one), FlowPair.end(other))
  }

  /// Lets the record go that has waited longest.
  private mutating func release(_ ready: inout FiledFlows) {
    let oldest = queue[front]
    if let flow = oldest.flow {
      ready.append(FlowPair.alone(flow), ofFile: oldest.file)
      settle(base + front, ConnectionEnds(flow))
    }
    front += 1
    guard front > capacity / 4 else { return }
    queue.removeFirst(front)
    base += front
    front = 0
  }

  /// Ends the waiting of record `number`; the newest between `ends` is one that waits, ever.
  private mutating func settle(_ number: Int, _ ends: ConnectionEnds) {
    queue[number - base].flow = nil
    guard newest[ends] == number else { return }
    var next = queue[number - base].older
    while next >= base + front, queue[next - base].flow == nil { next = queue[next - base].older }
    newest[ends] = next >= base + front ? next : nil
  }

  /// Lets everything go that still waits, in the order in which it came.
  mutating func finish() -> FiledFlows {
    var rest = FiledFlows()
    for place in front..<queue.count {
      if let flow = queue[place].flow {
        rest.append(FlowPair.alone(flow), ofFile: queue[place].file)
      }
    }
    queue = []
    newest = [:]
    (base, front) = (0, 0)
    return rest
  }
}
