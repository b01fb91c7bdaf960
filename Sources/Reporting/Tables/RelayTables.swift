// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Flows

extension Table {
  /// `sidestep relays`: one row per way through the network, the most urgent first.
  public static func relays(_ relays: [LiveRelay]) -> Table {
    var table = Table(columns: [
      "priority", "hosts", "services", "times", "first_seen", "last_seen", "bytes", "new_share",
      "scouting_share", "zone_crossing_share", "uncommon_share", "bytes_excess",
    ])
    for relay in relays {
      let priority = relay.priority
      table.append([
        .number(priority.total), .text(relay.hosts.map(\.description).joined(separator: " > ")),
        .text(relay.services.map(\.description).joined(separator: " > ")),
        .integer(Int64(relay.times)), .time(relay.firstSeen), .time(relay.lastSeen),
        .integer(relay.bytes), .number(priority.novelty), .number(priority.reconnaissance),
        .number(priority.zones), .number(priority.services), .number(priority.bytes),
      ])
    }
    return table
  }
}
