// SPDX-License-Identifier: Apache-2.0
public import Flows

/// One way of writing flow records, as data: which names its columns have and how their values
/// read.
///
/// A new format is a new value in ``all``; no code is written for it as long as its records are
/// lines of separated columns or of JSON.
public struct Dialect: Sendable {
  /// How records are laid out in lines.
  public enum Layout: Hashable, Sendable {
    /// Columns, named by a first line or by `#fields` (Zeek); the separator is found in the file.
    case delimited
    /// One JSON object a line; a dotted name is a path or a name with a dot in it.
    case jsonLines
  }

  /// The unit of a time written as a number.
  public enum TimeUnit: Int, Sendable {
    /// Seconds.
    case seconds = 6
    /// Milliseconds.
    case milliseconds = 3
    /// Microseconds.
    case microseconds = 0
  }

  /// What the format tells of how far a TCP connection came.
  public enum StateReading: Sendable {
    /// A word of ``Dialect/states``.
    case words
    /// A word, or the flags of both sides as letters: `FSPA_FSPA` (Argus).
    case flagLetters
    /// A word that packet counts and flags overrule: its "new" means only that the end was not seen
    /// (Suricata).
    case wordsOverruled
    /// No word: packets, payload and, where there are such columns, counts of flags.
    case counts
    /// The flags of the source alone, the other half being another record (NetFlow).
    case oneSide
  }

  /// What the format tells of who opened a connection.
  public enum DirectionReading: Sendable {
    /// The letters of ``FlowField/history``: certain with the opening SYN, else unknown (Zeek).
    case history
    /// The arrow of ``FlowField/direction`` (Argus).
    case arrow
    /// The first packet's; certain when its side sent the SYN.
    case firstPacket
    /// The first packet's after a timeout, so often the wrong one: taken as unknown (CICFlowMeter).
    case unreliable
  }

  /// A kind of record that is valid and no flow; it is counted as ignored under `kind`.
  public struct IgnoreRule: Sendable {
    /// The value that tells.
    public var field: FlowField
    /// The words it is held against, any case, at most 16 bytes each.
    public var words: [String]
    /// Whether records with one of the words are ignored, or all the others.
    public var ignoresListed: Bool
    /// What to count them as; nil for the value itself.
    public var kind: String?

    /// Ignores records whose `field` is one of `words`.
    public static func listed(_ field: FlowField, _ words: [String], as kind: String) -> IgnoreRule
    {
      IgnoreRule(field: field, words: words, ignoresListed: true, kind: kind)
    }

    /// Ignores records whose `field` is present and none of `words`, counted by its value.
    public static func others(_ field: FlowField, than words: [String]) -> IgnoreRule {
      IgnoreRule(field: field, words: words, ignoresListed: false, kind: nil)
    }
  }

  /// What `--format` calls it: `zeek`.
  public var name: String
  /// What people call it: `Zeek conn.log`.
  public var title: String
  /// The layouts it comes in.
  public var layouts: [Layout]
  /// Names that recognise it: at least one of each group must be present.
  public var marks: [[String]]
  /// For each value the names its column may have, the best first; any case.
  public var columns: [FlowField: [String]]
  /// What stands for "no value"; an empty field always does.
  public var unset: [String] = []
  /// The unit of durations.
  public var durationUnit = TimeUnit.seconds
  /// The unit of times written as a number since 1970.
  public var epochUnit = TimeUnit.seconds
  /// Whether times without AM or PM may be of a 12-hour clock.
  public var mayHaveTwelveHourClock = false
  /// What the words of ``FlowField/state`` mean for TCP; any case, at most 16 bytes each.
  public var states: [String: ConnectionState] = [:]
  /// How the state is told.
  public var stateReading = StateReading.words
  /// How the direction is told.
  public var directionReading = DirectionReading.firstPacket
  /// Records that are valid and no flows.
  public var ignoring: [IgnoreRule] = []
  /// Whether each direction of a connection is a record of its own; the two are then paired.
  public var isUnidirectional = false
  /// Whether both ends of a connection report it, so that it comes twice in one file.
  public var reportsTwice = false

  /// Every dialect there is; when two fit, the first is taken.
  public static let all: [Dialect] = [.zeek, .suricata, .cicV3, .cicV4, .argus, .nfcapd]

  /// The dialect `--format` calls `name`, any case; nil if there is none.
  public static func named(_ name: String) -> Dialect? {
    all.first { $0.name == name.lowercased() }
  }

  /// What a file could have been, for messages.
  static var expectation: String {
    "expected one of: " + all.map(\.title).joined(separator: ", ")
  }
}
