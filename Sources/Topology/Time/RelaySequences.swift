// SPDX-License-Identifier: Apache-2.0

public import Flows

/// A flow that may be one leg of a tunnel through several hosts.
public struct RelayFlow: Hashable, Sendable {
  /// When it was opened, microseconds since the epoch.
  public var start: Int64
  /// When its last packet was seen.
  public var end: Int64
  /// The number of the host that opened it.
  public var source: Int32
  /// The number of the host that was asked.
  public var target: Int32
  /// What was asked for.
  public var service: Service
  /// Bytes from the source, at least 0.
  public var bytesOut: Int64
  /// Bytes to the source, at least 0.
  public var bytesIn: Int64

  /// Bytes both ways.
  public var bytes: Int64 { bytesOut.saturatingSum(bytesIn) }

  /// The flow with these values.
  public init(
    start: Int64, end: Int64, source: Int32, target: Int32, service: Service = .tcp(22),
    bytesOut: Int64 = 0, bytesIn: Int64 = 0
  ) {
    self.start = start
    self.end = end
    self.source = source
    self.target = target
    self.service = service
    self.bytesOut = bytesOut
    self.bytesIn = bytesIn
  }
}

/// Finds flows that pass on what comes in by another: live tunnels of an intruder who works on a
/// distant host through the ones between.
///
/// An administrator who opens RDP to a jump host and from there SSH to a server makes the same
/// pattern; ``RelayPriority`` tells which are worth a look.
///
/// Source: G. Apruzzese, F. Pierazzi, M. Colajanni, M. Marchetti, *Detection and Threat
/// Prioritization of Pivoting Attacks in Large Networks*, IEEE Transactions on Emerging Topics in
/// Computing 8, 2020 (online 2017).
public struct RelaySequences: Sendable {
  /// The longest time from one leg's start to the next one's, in microseconds.
  public let delay: Int64
  /// By what share byte counts of two legs may differ to be the same traffic, 0...1.
  public let byteTolerance: Double
  /// Fewer bytes, of both directions together, say nothing about whether traffic is the same.
  public let leastBytes: Int64
  /// How many sequences are kept for each last flow, at least 2: the longest, then the most prompt.
  public let limit: Int
  /// How many flows into a host are looked at as the cause of one out of it: the latest, at least 1.
  public let causes: Int

  /// The search with these parameters; the paper's delays are 1 to 30 seconds.
  public init(
    delay: Int64 = 30_000_000, byteTolerance: Double = 0.1, leastBytes: Int64 = 10_000,
    limit: Int = 32, causes: Int = 32
  ) {
    precondition(limit > 1 && causes > 0, "a flow alone and one more")
    self.delay = delay
    self.byteTolerance = byteTolerance
    self.leastBytes = leastBytes
    self.limit = limit
    self.causes = causes
  }

  /// Whether `next` may pass on what comes in by `first`.
  ///
  /// It leaves the host that `first` enters, for another than it came from; it is opened later, but
  /// while `first` is live; and it follows promptly or carries the same bytes.
  public func isRelay(_ first: RelayFlow, _ next: RelayFlow) -> Bool {
    guard first.target == next.source, first.source != next.target, next.start > first.start,
      next.start <= first.end
    else { return false }
    return next.start - first.start <= delay || carriesSame(first, next)
  }

  private func carriesSame(_ first: RelayFlow, _ next: RelayFlow) -> Bool {
    func isClose(_ a: Int64, _ b: Int64) -> Bool {
      Double(abs(a - b)) <= byteTolerance * Double(max(a, b))
    }
    return min(first.bytes, next.bytes) >= leastBytes
      && isClose(first.bytesOut, next.bytesOut) && isClose(first.bytesIn, next.bytesIn)
  }

  /// Some flows, each relaying the one before.
  private struct Sequence {
    /// The sequence it goes on from, -1 for none.
    let previous: Int
    let flow: Int
    let first: Int
    let length: Int
    /// Whether some flow goes on from it.
    var isExtended = false
  }

  /// Sequences of two flows or more that visit each host once and can be made longer at neither end.
  ///
  /// - Parameter flows: In order of start.
  /// - Returns: Numbers of flows, each sequence in order of time; sequences in the order of their
  ///   last flows, of one last flow the longest first, then the most prompt. All there are, as long
  ///   as no flow has more than ``limit`` sequences and ``causes`` live causes.
  ///   Of more than some thousand flows into a host the latest are looked at.
  /// - Complexity: O(flows · (flows searched + `causes` · `limit` · length)).
  public func callAsFunction(_ flows: [RelayFlow]) -> [[Int]] {
    var sequences: [Sequence] = []
    /// The sequences that end in each flow.
    var endings: [Range<Int>] = []
    var live: [Int32: [Int]] = [:]
    var precursors: [[Int]] = []
    for (number, flow) in flows.enumerated() {
      let before = latestCauses(of: flow, among: live[flow.source] ?? [], flows)
      precursors.append(before)
      var found: [Sequence] = []
      for cause in before.reversed() {
        for place in endings[cause] where !visits(flow.target, place, sequences, flows) {
          sequences[place].isExtended = true
          found.append(
            Sequence(
              previous: place, flow: number, first: sequences[place].first,
              length: sequences[place].length + 1))
        }
      }
      let kept = found.enumerated().sorted { a, b in
        (b.element.length, flows[b.element.first].start, a.offset)
          < (a.element.length, flows[a.element.first].start, b.offset)
      }.prefix(limit - 1).map(\.element)
      let alone = Sequence(previous: -1, flow: number, first: number, length: 1)
      endings.append(sequences.count..<sequences.count + kept.count + 1)
      sequences += kept + [alone]
      Self.add(number, to: &live[flow.target, default: []], flows)
    }
    return sequences.indices.filter { place in
      sequences[place].length > 1 && !sequences[place].isExtended
        && !precursors[sequences[place].first].contains {
          !visits(flows[$0].source, place, sequences, flows)
        }
    }.map { Self.flows(of: $0, sequences) }
  }

  /// How many flows into a host are looked at to find causes: the latest.
  private static let flowsSearched = 4_096

  /// Flows that `flow` may relay, in order of time.
  private func latestCauses(
    of flow: RelayFlow, among inward: [Int], _ flows: [RelayFlow]
  ) -> [Int] {
    var found: [Int] = []
    for number in inward.suffix(Self.flowsSearched).reversed() where isRelay(flows[number], flow) {
      found.append(number)
      if found.count == causes { break }
    }
    return found.reversed()
  }

  /// Adds a flow into a host; of too many, those that are over are let go and the latest kept.
  private static func add(_ number: Int, to inward: inout [Int], _ flows: [RelayFlow]) {
    if inward.count >= 2 * flowsSearched {
      let start = flows[number].start
      inward = Array(inward.filter { flows[$0].end >= start }.suffix(flowsSearched))
    }
    inward.append(number)
  }

  private func visits(
    _ host: Int32, _ place: Int, _ sequences: [Sequence], _ flows: [RelayFlow]
  ) -> Bool {
    var place = place
    while place >= 0 {
      let flow = flows[sequences[place].flow]
      if flow.source == host || flow.target == host { return true }
      place = sequences[place].previous
    }
    return false
  }

  private static func flows(of place: Int, _ sequences: [Sequence]) -> [Int] {
    var (place, numbers) = (place, [Int]())
    while place >= 0 {
      numbers.append(sequences[place].flow)
      place = sequences[place].previous
    }
    return numbers.reversed()
  }
}
