// SPDX-License-Identifier: Apache-2.0

public import Flows

/// One edge an intruder opened, between the addresses that hosts had at the time.
public struct TruthStep: Hashable, Sendable {
  /// When it was opened first.
  public var time: Timestamp
  /// 0 for what gains no ground (beacons, discovery, scans); 1, 2, 3 … for hops in the order
  /// they were made, the upload that ends a chain included.
  public var step: Int
  /// Who opened it.
  public var source: IPAddress
  /// Towards whom.
  public var target: IPAddress
  /// Over what.
  public var service: Service

  /// A step with these values.
  public init(
    time: Timestamp, step: Int, source: IPAddress, target: IPAddress, service: Service
  ) {
    self.time = time
    self.step = step
    self.source = source
    self.target = target
    self.service = service
  }
}

/// What one intrusion really did.
public struct IntrusionTruth: Hashable, Sendable {
  /// What the intruder was after.
  public var scenario: Scenario
  /// Every edge the intruder opened, in order of time; never empty.
  public var steps: [TruthStep]

  /// An intrusion of these steps.
  ///
  /// - Precondition: `steps` is not empty.
  public init(scenario: Scenario, steps: [TruthStep]) {
    precondition(!steps.isEmpty, "an intrusion does something")
    self.scenario = scenario
    self.steps = steps
  }

  /// Where it began.
  public var entry: IPAddress { steps[0].source }

  /// Hosts that sent something for the intruder, by address.
  public var senders: [IPAddress] { Set(steps.map(\.source)).sorted() }

  /// Steps that gained ground, in order.
  public var hops: [TruthStep] { steps.filter { $0.step > 0 } }
}

/// What intruders really did in a simulated office.
public struct Truth: Hashable, Sendable {
  /// The intrusions, numbered from 1 in this order.
  public var intrusions: [IntrusionTruth]

  /// The truth of these intrusions.
  public init(intrusions: [IntrusionTruth] = []) { self.intrusions = intrusions }

  private static let columns = "time,intrusion,scenario,step,source,target,protocol,target_port"

  /// The truth as CSV: a header, then a line for each step of each intrusion.
  public var csv: String {
    var text = Self.columns + "\n"
    for (index, intrusion) in intrusions.enumerated() {
      for step in intrusion.steps {
        text += "\(step.time),\(index + 1),\(intrusion.scenario.rawValue),\(step.step),"
        text += "\(step.source),\(step.target),\(step.service.transport),\(step.service.port)\n"
      }
    }
    return text
  }

  /// Reads what ``csv`` writes; empty lines and carriage returns are passed over.
  ///
  /// - Throws: ``SimulationError/truth(line:reason:)`` for the first line that does not fit:
  ///   another header, a field that cannot be read, intrusions not numbered 1, 2, 3 …, a
  ///   scenario that changes within an intrusion, or times that run backwards.
  public init(csv: String) throws(SimulationError) {
    intrusions = []
    let lines = csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let first = lines.first, first == Self.columns else {
      throw .truth(line: 1, reason: "the header is not \(Self.columns)")
    }
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard let row = TruthRow(fields) else {
        throw .truth(line: index + 1, reason: "a field cannot be read")
      }
      guard add(row) else {
        throw .truth(line: index + 1, reason: "it does not follow from the line before")
      }
    }
  }

  private mutating func add(_ row: TruthRow) -> Bool {
    if row.intrusion == intrusions.count + 1 {
      intrusions.append(IntrusionTruth(scenario: row.scenario, steps: [row.step]))
      return true
    }
    guard row.intrusion == intrusions.count, let last = intrusions.last,
      last.scenario == row.scenario, let before = last.steps.last, before.time <= row.step.time
    else { return false }
    intrusions[intrusions.count - 1].steps.append(row.step)
    return true
  }
}

/// One line of a truth file.
private struct TruthRow {
  let intrusion: Int
  let scenario: Scenario
  let step: TruthStep

  init?(_ fields: [String]) {
    guard fields.count == 8, let time = Timestamp(fields[0]),
      let intrusion = Int(fields[1]), intrusion > 0, let scenario = Scenario(rawValue: fields[2]),
      let number = Int(fields[3]), number >= 0, let source = IPAddress(fields[4]),
      let target = IPAddress(fields[5]), let transport = TransportProtocol(fields[6]),
      let port = UInt16(fields[7])
    else { return nil }
    self.intrusion = intrusion
    self.scenario = scenario
    step = TruthStep(
      time: time, step: number, source: source, target: target,
      service: Service(transport, port))
  }
}
