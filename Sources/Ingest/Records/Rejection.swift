// SPDX-License-Identifier: Apache-2.0

/// One record that could not be read, and why.
public struct Rejection: Hashable, Sendable {
  /// Why a record could not be read.
  public enum Reason: Hashable, Sendable {
    /// The value is absent and a flow needs it.
    case missingField(FlowField)
    /// The value is no IPv4 or IPv6 address.
    case badAddress(FlowField)
    /// The value is no time in a form known here.
    case badTime(FlowField)
    /// The value is no number, not finite, negative or absurdly large (over 10¹³).
    case badNumber(FlowField)
    /// The port is no number from 0 to 65535.
    case badPort(FlowField)
    /// The transport protocol has no IANA number known here.
    case badTransport
    /// The flow ends before it starts.
    case negativeDuration
    /// The flow starts before 1970 or ends after 2100.
    case timeOutOfRange
    /// The line has fewer columns than the header.
    case truncatedRecord
    /// The line is longer than 1 MiB.
    case tooLong
    /// The line is no JSON object, or one nested too deep.
    case malformedJSON
    /// A packet of a capture could not be read.
    case packet(PacketFault)

    /// The value at fault; nil if it is the whole record.
    public var field: FlowField? {
      switch self {
      case .missingField(let field), .badAddress(let field), .badTime(let field),
        .badNumber(let field), .badPort(let field):
        field
      case .badTransport: .transport
      case .negativeDuration: .duration
      case .timeOutOfRange: .start
      case .truncatedRecord, .tooLong, .malformedJSON, .packet: nil
      }
    }

    /// What is wrong, without the value's name: `not an address`.
    public var why: String {
      switch self {
      case .missingField: "missing"
      case .badAddress: "not an address"
      case .badTime: "not a time"
      case .badNumber: "not a usable number"
      case .badPort: "not a port"
      case .badTransport: "not a known protocol"
      case .negativeDuration: "negative"
      case .timeOutOfRange: "outside 1970 to 2100"
      case .truncatedRecord: "fewer columns than the header"
      case .tooLong: "longer than 1 MiB"
      case .malformedJSON: "not a JSON object"
      case .packet(let fault): fault.why
      }
    }

    /// What and why in a few words, for counts: `source address not an address`.
    public var title: String { "\(subject) \(why)" }

    /// What is wrong: the value, or the whole record.
    var subject: String {
      if case .packet = self { return "packet" }
      return field?.title ?? "record"
    }
  }

  /// The file the record is in.
  public var path: String
  /// The record's line, or its place among the packets of a capture, from 1.
  public var line: Int
  /// Why it could not be read.
  public var reason: Reason

  /// A rejection at `line` of `path`.
  public init(path: String, line: Int, reason: Reason) {
    self.path = path
    self.line = line
    self.reason = reason
  }
}

extension Rejection: CustomStringConvertible {
  /// `path:line: field: why`.
  public var description: String {
    "\(Printable.text(path)):\(line): \(reason.subject): \(reason.why)"
  }
}

/// Why a record gives no flow.
enum Refusal: Error {
  /// It is valid and no flow; the dialect's rule with this number says so.
  case ignoredByRule(Int)
  /// It is about something below IP: ARP, LLC and the like.
  case notIP
  /// It could not be read.
  case rejected(Rejection.Reason)
}

/// Text from outside, made fit for a terminal.
public enum Printable {
  /// `text` without control characters and cut to 400 characters.
  public static func text(_ text: String) -> String {
    let clean = text.unicodeScalars.prefix(400).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? "?" : Character(scalar)
    }
    return String(clean)
  }
}
