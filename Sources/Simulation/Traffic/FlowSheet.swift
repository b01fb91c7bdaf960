// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Flows in order of time, and which of them an intruder made.
public struct LabelledFlows: Sendable {
  /// The flows, the earliest first.
  public var flows = FlowBatch()
  /// For each row 0 for blameless, else the number of the intrusion in ``Truth/intrusions``,
  /// counted from 1.
  public var intrusions: [UInt16] = []

  /// No flows.
  public init() {}

  /// Adds other flows at the end.
  ///
  /// - Precondition: `later` does not start before these end.
  mutating func append(_ later: LabelledFlows) {
    flows.append(contentsOf: later.flows)
    intrusions += later.intrusions
  }

  /// Adds one flow at the end.
  mutating func append(_ flow: Flow, intrusion: UInt16) {
    flows.append(flow)
    intrusions.append(intrusion)
  }
}

/// How a connection ends.
enum Outcome: Sendable {
  case completed
  /// The target is there and says no.
  case refused
  /// Nobody answers.
  case unanswered
}

/// Flows as they are drawn, in any order.
struct FlowSheet: Sendable {
  private(set) var flows: [Flow] = []
  private(set) var labels: [UInt16] = []
  /// The intrusion that what is added next belongs to; 0 for none.
  var label: UInt16 = 0

  mutating func reserve(_ count: Int) {
    flows.reserveCapacity(count)
    labels.reserveCapacity(count)
  }

  /// Adds one connection.
  mutating func add(
    _ talk: Conversation, at start: Int64, from source: OfficeHost, to target: IPAddress,
    _ outcome: Outcome = .completed, using generator: inout SeededGenerator
  ) {
    guard source.address != target else { return }
    let transport = talk.service.transport
    let port: UInt16 =
      if !transport.hasPorts {
        0
      } else if talk.service.port == 123 {
        123
      } else if source.isUnix {
        UInt16(32_768 + generator.below(28_232))
      } else {
        UInt16(49_152 + generator.below(16_384))
      }
    var flow = Flow(
      start: Timestamp(microseconds: start), source: source.address, target: target,
      sourcePort: port, service: talk.service,
      direction: transport == .tcp ? .handshake : .stated)
    switch outcome {
    case .completed: Self.complete(&flow, talk, using: &generator)
    case .refused: Self.refuse(&flow, using: &generator)
    case .unanswered: Self.leaveUnanswered(&flow, talk.bytesOut, using: &generator)
    }
    append(flow)
  }

  /// Adds a flow as it is.
  mutating func append(_ flow: Flow) {
    flows.append(flow)
    labels.append(label)
  }

  /// Adds a try of a connection that nobody answers.
  mutating func appendTry(of flow: Flow, using generator: inout SeededGenerator) {
    var attempt = Flow(
      start: flow.start, source: flow.source, target: flow.target, sourcePort: flow.sourcePort,
      service: flow.service, direction: flow.direction)
    Self.leaveUnanswered(&attempt, Double(flow.bytesOut), using: &generator)
    append(attempt)
  }

  /// What `change` adds for each flow to a new sheet, where the flow's label is set.
  func changed(_ change: (Flow, UInt16, inout FlowSheet) -> Void) -> FlowSheet {
    var sheet = FlowSheet()
    sheet.reserve(flows.count)
    for (flow, label) in zip(flows, labels) {
      sheet.label = label
      change(flow, label, &sheet)
    }
    return sheet
  }

  private static func complete(
    _ flow: inout Flow, _ talk: Conversation, using generator: inout SeededGenerator
  ) {
    let factor = generator.lognormal(median: 1, spread: talk.spread)
    let scale = generator.lognormal(median: 1, spread: talk.spread * 0.4)
    flow.bytesOut = bytes(talk.bytesOut * factor)
    flow.bytesIn = bytes(talk.bytesIn * factor * scale)
    let seconds = talk.seconds * generator.lognormal(median: 1, spread: talk.spread)
    flow.durationMicroseconds = Int64(max(120, min(43_200, seconds) * 1_000_000))
    guard flow.service.transport == .tcp else {
      flow.packetsOut = (flow.bytesOut + 1_399) / 1_400
      flow.packetsIn = (flow.bytesIn + 1_399) / 1_400
      // Without a handshake there is an answer, and no end to be seen.
      flow.state = .established
      return
    }
    let segmentsOut = (flow.bytesOut + 1_399) / 1_400
    let segmentsIn = (flow.bytesIn + 1_399) / 1_400
    flow.packetsOut = segmentsOut + segmentsIn / 2 + 4
    flow.packetsIn = segmentsIn + segmentsOut / 2 + 3
    let ending = generator.below(100)
    flow.state = ending < 80 ? .closed : ending < 96 ? .reset : .established
  }

  private static func refuse(_ flow: inout Flow, using generator: inout SeededGenerator) {
    flow.durationMicroseconds = Int64(generator.lognormal(median: 400, spread: 0.6))
    flow.packetsOut = 1
    flow.packetsIn = 1
    flow.state = .rejected
  }

  private static func leaveUnanswered(
    _ flow: inout Flow, _ payload: Double, using generator: inout SeededGenerator
  ) {
    // A TCP opener is sent again after 1 and after 3 seconds (RFC 6298).
    let tries = 1 + generator.below(3)
    flow.packetsOut = Int64(tries)
    let pauses: [Int64] = [0, 1_000_000, 3_000_000]
    flow.durationMicroseconds = pauses[tries - 1] + (tries > 1 ? Int64(generator.below(9_000)) : 0)
    // A datagram that waits for an answer fits one packet.
    if flow.service.transport != .tcp {
      flow.bytesOut = Int64(tries) * min(1_200, Int64(payload))
    }
    flow.state = .attempted
  }

  private static func bytes(_ value: Double) -> Int64 {
    Int64(min(20_000_000_000, max(1, value)))
  }

  /// The flows in order of time; of equal times the one drawn first comes first.
  func sorted() -> LabelledFlows {
    var sorted = LabelledFlows()
    for index in order() { sorted.append(flows[index], intrusion: labels[index]) }
    return sorted
  }

  /// The rows in order of time.
  func order() -> [Int] {
    flows.indices.sorted {
      (flows[$0].start.microseconds, $0) < (flows[$1].start.microseconds, $1)
    }
  }

  /// Adds what `other` holds.
  mutating func append(_ other: FlowSheet, rows: some Sequence<Int>) {
    for row in rows {
      flows.append(other.flows[row])
      labels.append(other.labels[row])
    }
  }
}
