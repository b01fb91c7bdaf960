// SPDX-License-Identifier: Apache-2.0
public import Flows

/// One way of writing flow records, as data: which names its columns have and how their values
/// read.
///
/// A dialect is what a mapping says (``init(mapping:)``), and each built-in one is a mapping. A new
/// format is a new one in ``all``; no code is written for it as long as its records are lines of
/// separated columns or JSON.
public struct Dialect: Sendable {
  /// How records are laid out in lines.
  public enum Layout: String, CaseIterable, Hashable, Sendable {
    /// Columns, named by a first line or by `#fields` (Zeek), or in an order that is known; the
    /// separator is found in the file.
    case delimited = "columns"
    /// JSON objects; a dotted name is a path or a name with a dot in it.
    case jsonLines = "json"
    /// What `nfdump` prints for people.
    case nfdumpLines = "nfdump lines"
  }

  /// The unit of a time written as a number; how many places it lacks to microseconds.
  public enum TimeUnit: Int, CaseIterable, Sendable {
    /// Seconds.
    case seconds = 6
    /// Milliseconds.
    case milliseconds = 3
    /// Microseconds.
    case microseconds = 0
    /// Nanoseconds.
    case nanoseconds = -3

    /// The unit called `name`.
    init?(name: String) {
      guard let unit = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
      self = unit
    }
  }

  /// What the format tells of how far a TCP connection came.
  public enum StateReading: String, CaseIterable, Sendable {
    /// A word of ``Dialect/states``.
    case words
    /// A word, or the flags of both sides as letters: `FSPA_FSPA` (Argus).
    case flagLetters = "words or flags_flags"
    /// A word that packet counts and flags overrule: its "new" means only that the end was not seen
    /// (Suricata).
    case wordsOverruled = "words below flags"
    /// No word: packets, payload and, where there are such columns, counts of flags.
    case counts
    /// The flags of the source alone, the other half being another record (NetFlow), or a word.
    case oneSide = "flags of one side"
  }

  /// What the format tells of who opened a connection.
  public enum DirectionReading: String, CaseIterable, Sendable {
    /// The letters of ``FlowField/history``: certain with the opening SYN, else unknown (Zeek).
    case history
    /// The arrow of ``FlowField/direction`` (Argus).
    case arrow
    /// The first packet's; certain when its side sent the SYN.
    case firstPacket = "first packet"
    /// The first packet's after a timeout, so often the wrong one: taken as unknown (CICFlowMeter).
    case unreliable
    /// ``FlowField/direction`` is true in records of what came back (Hubble).
    case reply
  }

  /// How flags of TCP are written.
  public enum FlagsForm: String, CaseIterable, Sendable {
    /// `1b` or `0x1b`.
    case hexadecimal
    /// `27`.
    case decimal
    /// `.AP.SF`.
    case letters
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
  }

  /// What `--format` calls it: `zeek`.
  public var name = "mapping"
  /// What people call it: `Zeek conn.log`.
  public var title = ""
  /// The mapping that says all this.
  public var text = ""
  /// The layouts it comes in.
  public var layouts: [Layout] = [.delimited, .jsonLines]
  /// Names that recognise it: at least one of each group must be present.
  public var marks: [[String]] = []
  /// For each value the names its column may have, the best first; any case.
  public var columns: [FlowField: [String]] = [:]
  /// The columns of a file that does not name them, nil if it always does.
  public var order: [String]?
  /// The byte between columns; nil to find it.
  public var separator: UInt8?
  /// The key of the JSON arrays whose strings are the records; nil if there are none such.
  public var stringsOf: String?
  /// What stands for "no value"; an empty field always does.
  public var unset: [String] = []
  /// How moments are written.
  public var timeFormat = TimeFormat.number(.seconds)
  /// The unit of durations.
  public var durationUnit = TimeUnit.seconds
  /// The column with packets a second, where only it tells the unit of durations: seconds or
  /// microseconds.
  public var packetRate: String?
  /// Whether times without AM or PM may be of a 12-hour clock.
  public var mayHaveTwelveHourClock = false
  /// Whether hosts are named, not addressed; see ``HostNames``.
  public var namesHosts = false
  /// The protocol of every record, in a format that does not tell.
  public var onlyTransport: TransportProtocol?
  /// What the words of ``FlowField/state`` mean for TCP; any case, at most 16 bytes each.
  public var states: [String: ConnectionState] = [:]
  /// How the state is told.
  public var stateReading = StateReading.words
  /// How flags are written.
  public var flagsForm = FlagsForm.hexadecimal
  /// How the direction is told.
  public var directionReading = DirectionReading.firstPacket
  /// Records that are valid and no flows.
  public var ignoring: [IgnoreRule] = []
  /// Lines that are no records, such as totals at the end; see ``LinePattern``.
  public var footers: [LinePattern] = []
  /// Whether each direction of a connection is a record of its own; the two are then paired.
  public var isUnidirectional = false
  /// Whether both ends of a connection report it, so that it comes twice in one file.
  public var reportsTwice = false
  /// What an analyst should know of every such file.
  public var notes: [String] = []
  /// What to do with a file that lacks a value.
  public var advice: String?
  /// Whether it is taken for what no other fits.
  public var isLastResort = false

  /// The values without which a record is no flow.
  var required: [FlowField] {
    let tellsProtocol = columns[.impliesTCP] != nil || onlyTransport != nil
    return [.start, .source, .target] + (tellsProtocol ? [] : [.transport])
  }

  /// Every dialect there is; when several fit, the first is taken, so the more particular come first.
  public static let all: [Dialect] = [
    .zeek, .suricata, .cicV3, .cicV4, .cicPython, .argus, .nfcapd, .nfdumpCSV, .nfdumpFastCSV,
    .nfdumpJSON, .nfdump, .amazon, .azureNSG, .azureNSG1, .azureVNet, .google, .hubble, .nfUQ,
    .unsw, .icsFlow, .lanlNetflow, .lanlFlows, .lanlLogons, .generic,
  ]

  /// The dialect `--format` calls `name`, any case; nil if there is none.
  public static func named(_ name: String, among known: [Dialect] = all) -> Dialect? {
    known.first { $0.name == name.lowercased() }
  }

  /// What a file could have been, for messages.
  static var expectation: String {
    "expected one of: " + (all + [capture]).map(\.title).joined(separator: ", ")
  }
}
