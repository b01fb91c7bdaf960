// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension Dialect {
  /// Packet captures: no lines and no columns, so no mapping describes them; see ``CaptureReader``.
  public static let capture: Dialect = {
    var dialect = Dialect(name: "pcap", title: "pcap or pcapng capture")
    dialect.layouts = []
    return dialect
  }()
}

extension FilePlan {
  /// Whether the file is a capture.
  var isOfPackets: Bool {
    if case .packets = layout { return true }
    return false
  }
}

extension PieceResult {
  /// Adds a flow made of packets, as it was seen.
  mutating func add(_ flow: Flow) {
    earliest = min(earliest, flow.start.microseconds)
    latest = max(latest, flow.start.microseconds)
    hours.insert(flow.start.microseconds)
    flows.append(flow)
  }

  /// The result with flows left as they were seen, to be judged later.
  var deferred: PieceResult {
    var result = self
    result.isDeferred = true
    return result
  }

  /// The result with the flows' directions settled, as far as each tells by itself.
  var oriented: PieceResult {
    var result = self
    var orientation = Orientation()
    var counts = Orientation.Counts()
    result.flows = orientation.settle(flows, counts: &counts)
    result.undecided = orientation.undecided
    result.turnedByPorts += counts.turnedByPorts
    return result
  }
}
