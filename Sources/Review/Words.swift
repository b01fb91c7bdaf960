// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Reporting
import Topology

/// Numbers, times and names as the pages write them.
enum Words {
  /// `2026-03-02 09:15:07`; the page says once that it is UTC.
  static func time(_ moment: Timestamp) -> String { "\(moment.date) \(moment.clock)" }

  /// `2026-03-02`, with the time of day if that is not midnight.
  static func window(_ start: Timestamp) -> String {
    start.microseconds.isMultiple(of: 86_400_000_000)
      ? start.date : "\(start.date) \(start.clock.prefix(5))"
  }

  /// `0.00041`; a dash where it is no question.
  static func probability(_ value: Double?) -> String {
    value.map(PlainWords.probability) ?? "–"
  }

  /// Text by anybody in one line.
  static func line(_ text: String, _ limit: Int = 200) -> String {
    SafeText.clean(text, limit: limit)
  }

  /// `fan out`, from `fan_out`.
  static func spoken(_ name: String) -> String {
    line(name.split(separator: "_").joined(separator: " "), 60)
  }

  /// What the state of an alert means.
  static func state(_ state: AlertState) -> String {
    switch state {
    case .open: "open"
    case .accepted: "accepted"
    case .dismissed: "dismissed"
    case .escalated: "escalated"
    case .expired: "expired"
    }
  }
}

/// What is known of hosts and subnets, as the pages show it.
struct Names {
  let context: ArchiveContext

  /// - Throws: ``Archive/ArchiveError``.
  init(_ archive: Archive, of hosts: Set<IPAddress>? = nil) throws {
    context = try hosts.map { try archive.context(of: $0) } ?? archive.context()
  }

  /// The name from the assets; nil without one.
  func name(of host: IPAddress, at moment: Timestamp) -> String? {
    guard let name = context.assets.asset(host, at: moment)?.name, !name.isEmpty else { return nil }
    return Words.line(name, 60)
  }

  /// `FS01 (10.2.0.4)`, or the address.
  func title(of host: IPAddress, at moment: Timestamp) -> String {
    if host == .internet { return "Internet" }
    return name(of: host, at: moment).map { "\($0) (\(host))" } ?? host.description
  }

  /// `servers, zone core`; the block where nobody has given names.
  func place(of host: IPAddress) -> String {
    if host == .internet { return "" }
    return place(context.subnets.subnet(of: host))
  }

  func place(_ subnet: NamedSubnet) -> String {
    var text = subnet.name.isEmpty ? subnet.block.description : Words.line(subnet.name, 60)
    if !subnet.zone.isEmpty, subnet.zone != subnet.name {
      text += ", zone \(Words.line(subnet.zone, 60))"
    }
    return text
  }

  /// The name of a block; empty without one.
  func name(of block: Subnet) -> String {
    let known = context.subnets.subnet(of: block.base)
    return known.block == block ? Words.line(known.name, 60) : ""
  }

  /// The zones there are, by name.
  var zones: [String] {
    Set(context.subnets.subnets.map(\.zone)).subtracting([""]).sorted()
  }
}

/// A link to a host; the Internet has no page.
struct HostLink {
  let text: String
  let place: String
  let page: String?

  init(_ host: IPAddress, at moment: Timestamp, _ names: Names) {
    text = names.title(of: host, at: moment)
    place = names.place(of: host)
    page = host == .internet ? nil : Link.host(host)
  }
}
