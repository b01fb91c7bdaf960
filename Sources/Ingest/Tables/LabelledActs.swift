// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Where the labels of flows are.
public enum LabelColumn: Hashable, Sendable {
  /// Where the format usually has them.
  case usual
  /// In the column or under the key of this name.
  case named(String)
}

/// What labels in flow records say intruders did: which host, what, and in which hour.
///
/// A label speaks of its flow's source, the side that acted. Flows held back until all are read
/// count for the side written as the source.
public struct LabelledActs: Equatable, Sendable {
  private struct Place: Hashable {
    var host: IPAddress
    var hour: Int64
  }

  /// Kinds of labels told apart, the first in alphabetical order: a hostile file cannot make more,
  /// and which ones they are does not depend on how the file was cut.
  static let labelsKept = 100
  /// Longer labels are cut.
  static let longestLabel = 64
  /// What stands for the labels that are too many.
  static let otherLabel = "other labels"

  private static let hour: Int64 = 3_600_000_000
  private var spans: [String: [Place: ClosedRange<Int64>]] = [:]
  private var rest: [Place: ClosedRange<Int64>] = [:]
  /// Flows labelled as an intruder's.
  public private(set) var maliciousFlows = 0
  /// Flows labelled as anything else.
  public private(set) var benignFlows = 0

  /// Nothing labelled yet.
  public init() {}

  /// Takes in a flow's label; `start` in microseconds since 1970.
  mutating func add(_ label: String, host: IPAddress, start: Int64) {
    guard !Self.isBenign(label) else {
      benignFlows += 1
      return
    }
    maliciousFlows += 1
    add([Place(host: host, hour: start / Self.hour): start...start], label)
  }

  /// Takes in what another part of the input gave.
  mutating func merge(_ other: LabelledActs) {
    maliciousFlows += other.maliciousFlows
    benignFlows += other.benignFlows
    for (label, places) in other.spans { add(places, label) }
    Self.join(other.rest, into: &rest)
  }

  private mutating func add(_ places: [Place: ClosedRange<Int64>], _ label: String) {
    if spans[label] == nil, spans.count >= Self.labelsKept, let last = spans.keys.max() {
      guard label < last else { return Self.join(places, into: &rest) }
      Self.join(spans.removeValue(forKey: last) ?? [:], into: &rest)
    }
    Self.join(places, into: &spans[label, default: [:]])
  }

  private static func join(
    _ places: [Place: ClosedRange<Int64>], into all: inout [Place: ClosedRange<Int64>]
  ) {
    all.merge(places) { a, b in
      min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    }
  }

  /// The truth the labels tell, a line for each host, label and hour, in order of time.
  public var truth: [TruthFile.Host] {
    let all = spans.sorted { $0.key < $1.key } + [(key: Self.otherLabel, value: rest)]
    let lines = all.flatMap { label, places in
      places.map { place, span in (span: span, host: place.host, label: label) }
    }
    return lines.sorted { a, b in
      (a.span.lowerBound, a.host, a.label) < (b.span.lowerBound, b.host, b.label)
    }
    .map { line in
      TruthFile.Host(
        host: line.host, start: Timestamp(microseconds: line.span.lowerBound),
        end: Timestamp(microseconds: line.span.upperBound), scenario: line.label)
    }
  }

  /// Whether one of a label's words says that nobody meant harm, or it has none: `BENIGN`,
  /// `flow=From-Normal-V42`, `GOOD-SSH`, `-`, `0`.
  static func isBenign(_ label: String) -> Bool {
    let words = label.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty || words.contains { benign.contains($0) }
  }

  private static let benign: Set<Substring> = [
    "benign", "normal", "background", "good", "legitimate", "none", "no", "false", "0", "unlabeled",
    "unlabelled", "empty", "nan", "null", "na",
  ]
}
