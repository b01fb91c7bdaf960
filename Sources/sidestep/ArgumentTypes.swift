// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Detection
public import Flows
public import Reporting
public import Simulation
public import Topology

/// `10.0.0.0/8,192.168.0.0/16`.
struct SubnetList: ExpressibleByArgument {
  let blocks: [Subnet]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let blocks = parts.compactMap { Subnet(String($0)) }
    guard blocks.count == parts.count else { return nil }
    self.blocks = blocks
  }
}

/// `chains,growth,forest`.
struct DetectorList: ExpressibleByArgument {
  let detectors: [DetectorChoice]

  static let known = text(DetectorChoice.allCases)
  static let standard = text(DetectorChoice.standard)

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    detectors = names.compactMap { DetectorChoice(rawValue: String($0)) }
    guard detectors.count == names.count, !detectors.isEmpty else { return nil }
  }

  /// As it is written on the command line, in a fixed order.
  var text: String { Self.text(DetectorChoice.allCases.filter(detectors.contains)) }

  private static func text(_ detectors: [DetectorChoice]) -> String {
    detectors.map(\.rawValue).joined(separator: ",")
  }
}

/// `1d`, `12h`: whole hours.
struct WindowLength: ExpressibleByArgument {
  let hours: Int

  init(hours: Int) { self.hours = hours }

  init?(argument: String) {
    guard let unit = argument.last, let number = Int(argument.dropLast()), number > 0,
      number < 1_000_000
    else { return nil }
    switch unit {
    case "h": hours = number
    case "d": hours = number * 24
    default: return nil
    }
  }

  var defaultValueDescription: String { text }

  var microseconds: Int64 { Int64(hours) * 3_600_000_000 }

  /// As it is written on the command line.
  var text: String { hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h" }
}

extension Timestamp: ExpressibleByArgument {
  /// ISO 8601: `2026-03-12` or `2026-03-12T09:15:00Z`.
  public init?(argument: String) { self.init(argument) }
}

extension IPAddress: ExpressibleByArgument {
  /// An IPv4 or IPv6 address.
  public init?(argument: String) { self.init(argument) }
}

extension Table.Format: ExpressibleByArgument {}

extension Severity: ExpressibleByArgument {
  /// A severity a finding can have.
  public init?(argument: String) {
    guard let severity = Severity(rawValue: argument), severity != .none else { return nil }
    self = severity
  }

  /// The severities a finding can have.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .none }.map(\.rawValue)
  }
}

extension Feature.Group: ExpressibleByArgument {}

extension FlowFileFormat: ExpressibleByArgument {
  /// The format `argument` names.
  public init?(argument: String) { self.init(named: argument) }
}

/// A whole number, also as `10e6`.
struct Count: ExpressibleByArgument {
  let value: Int

  init?(argument: String) {
    guard let value = Int(argument) ?? Double(argument).flatMap({ Int(exactly: $0) }) else {
      return nil
    }
    self.value = value
  }
}

extension GraphExport.Format: ExpressibleByArgument {}

extension Report.ExportFormat: ExpressibleByArgument {}

/// `ecs,stix`.
struct ExportList: ExpressibleByArgument {
  let formats: [Report.ExportFormat]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    formats = names.compactMap { Report.ExportFormat(rawValue: String($0)) }
    guard formats.count == names.count else { return nil }
  }
}

extension GraphExport.Grain: ExpressibleByArgument {}

extension Scenario: ExpressibleByArgument {}

extension MapView: ExpressibleByArgument {}

/// `2026-03-05/2026-03-06`: from, and up to but not including.
struct Period: ExpressibleByArgument {
  let range: TimeRange

  init?(argument: String) {
    let ends = argument.split(separator: "/", omittingEmptySubsequences: false).map {
      Timestamp(String($0))
    }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    range = TimeRange(start, end)
  }
}
