// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Reporting
import Topology

extension ReviewPages {
  /// Cells of a crossing whose past is drawn.
  static let cellsShown = 5
  /// Features of a host whose past is drawn, and what they count.
  static let features = [
    ("unique_dst_ips", "Hosts it went to"), ("unique_dst_ports", "Ports it asked for"),
    ("flows_out", "Connections it opened"), ("failed_flows", "Connections that failed"),
    ("bytes_to_internet", "Bytes sent to the Internet"),
  ]

  /// What the cells or the host of an alert had in each window, those of the alert marked.
  static func histories(
    _ detail: AlertDetail, _ names: Names, _ archive: Archive
  ) throws -> [HistoryModel] {
    let seen = Set(detail.sightings.map(\.window.start))
    guard detail.alert.kind == .crossing else {
      guard let host = detail.alert.host else { return [] }
      return plots(of: try archive.history(of: host), marking: seen).map { name, plot in
        HistoryModel(
          name: "\(host): \(name)", page: Link.host(host), drawing: plot.svg,
          caption: plot.caption)
      }
    }
    let starts = try archive.windows().map(\.start)
    return try detail.cells.prefix(cellsShown).map { cell in
      let kept = Dictionary(
        try archive.history(of: cell).map { ($0.window, $0.use) }, uniquingKeysWith: { a, _ in a })
      let name =
        "\(cell.service.title) from \(title(cell.source, names)) to \(title(cell.target, names))"
      let plot = WindowPlot(
        starts.map { start in
          let flows = kept[start]?.flows ?? 0
          return WindowPlot.Bar(
            start: start, value: Double(flows), isMarked: seen.contains(start),
            words: PlainWords.count(flows, "flow"))
        }, label: "Flows of \(name)")
      return HistoryModel(
        name: name, page: MatrixQuery.address(cell.source, cell.target, cell.service),
        drawing: plot.svg,
        caption: "In \(PlainWords.count(kept.count)) of \(PlainWords.count(starts.count, "window"))"
          + (plot.svg == nil ? "" : "; \(plot.caption)"))
    }
  }

  /// A plot a feature that was ever above 0.
  static func plots(
    of profiles: [ArchivedProfile], marking seen: Set<Timestamp>
  ) -> [(name: String, plot: WindowPlot)] {
    features.compactMap { feature, name in
      let bars = profiles.compactMap { profile -> WindowPlot.Bar? in
        guard let place = profile.names.firstIndex(of: feature) else { return nil }
        let value = profile.features[place]
        return WindowPlot.Bar(
          start: profile.window, value: value, isMarked: seen.contains(profile.window),
          words: amount(value, feature))
      }
      guard bars.contains(where: { $0.value > 0 }) else { return nil }
      return (name, WindowPlot(bars, label: name))
    }
  }

  /// A value of a feature.
  static func amount(_ value: Double, _ feature: String) -> String {
    guard value.isFinite, abs(value) < 9e18 else { return "unknown" }
    let whole = Int64(value.rounded())
    return feature.hasPrefix("bytes") ? PlainWords.bytes(whole) : PlainWords.count(whole)
  }

  /// `servers (10.2.0.0/24)`, or the block.
  static func title(_ block: Subnet, _ names: Names) -> String {
    let name = names.name(of: block)
    return name.isEmpty ? block.description : "\(name) (\(block))"
  }

  /// The flows of an alert over every window from its first to its last.
  static func bars(_ detail: AlertDetail, _ archive: Archive) throws -> [WindowPlot.Bar] {
    guard detail.sightings.count > 1 else { return [] }
    let seen = Dictionary(
      detail.sightings.map { ($0.window.start, $0.flows) }, uniquingKeysWith: { a, _ in a })
    let kept = try archive.windows().map(\.start).filter {
      detail.alert.firstWindow <= $0 && $0 <= detail.alert.lastWindow
    }
    return Set(kept).union(seen.keys).sorted().map { start in
      let flows = seen[start] ?? 0
      return WindowPlot.Bar(
        start: start, value: Double(flows), isMarked: false,
        words: PlainWords.count(flows, "flow"))
    }
  }

  /// Larger reports are not read for a page.
  private static let longestReport = 8_000_000

  /// Innocent explanations: those of the finding, if its report is kept, else those that fit any
  /// alert of the kind.
  static func benign(_ detail: AlertDetail, _ archive: Archive) throws -> [String] {
    let alert = detail.alert
    if alert.kind != .crossing, let last = detail.sightings.first,
      let bytes = try archive.report(ofRun: last.run), bytes.count <= longestReport,
      let report = try? Report(json: bytes)
    {
      let hosts = Set(detail.hosts.map(\.description))
      let known = report.findings.filter {
        hosts.contains($0.host.address) && Timestamp($0.window.start) == last.window.start
      }.flatMap(\.benignIf)
      var seen: Set<String> = []
      let texts = known.filter { seen.insert($0).inserted }
      if !texts.isEmpty { return texts.prefix(10).map { Words.line($0, 600) } }
    }
    switch CrossingEvent.Reason(rawValue: alert.detector) {
    case .newCell:
      return [
        "a host, a service or a firewall rule was set up: ask the owner of the target subnet, and "
          + "look for the change"
      ]
    case .volume:
      return ["a backup, a migration or a roll-out ran: ask who runs jobs on the sender"]
    case .fanOut:
      return ["an inventory, a scan or a roll-out was scheduled: ask its owner"]
    case .protected:
      return [
        "somebody with leave administers the zone: look for the ticket, and compare the logon "
          + "events of the target with the times"
      ]
    case nil where alert.kind == .path:
      return [
        "somebody administered these hosts in this order: ask for the ticket, and compare the logon "
          + "events of each with the times of the hops"
      ]
    case nil:
      return ["the host got a new task: ask its owner what changed"]
    }
  }

  /// The map of an alert as markup, or why there is none.
  func drawing(_ detail: AlertDetail, _ names: Names) -> (map: String?, note: String?) {
    guard let map = detail.map(names.context, version: version) else {
      return (nil, "The alert rests on no single edge, so there is nothing to draw.")
    }
    do {
      return (InlineMap.element(try MapDrawing.svg(map, worker: worker)), nil)
    } catch {
      return (nil, Words.line("The map could not be drawn: \(error). The edges are below.", 400))
    }
  }
}
