// SPDX-License-Identifier: Apache-2.0

public import Archive
import Detection
import Flows
import Reporting
import Topology

/// What the template of an alert shows.
struct AlertModel {
  struct Fact {
    let name: String, value: String
    let page: String?
  }

  struct SightingRow {
    let window: String, severity: String, p: String, flows: String, bytes: String
    let sentences: [String]
  }

  struct EdgeRow {
    let hop: String, time: String, source: HostLink, target: HostLink, service: String
    let cellAddress: String?
    let flows: String, bytes: String, isFailed: Bool, isNewEdge: Bool, certaintyText: String
  }

  struct VerdictRow {
    let action: String, author: String, at: String, note: String
  }

  let id: String
  let heading: String
  let severityWord: String
  let kindWord: String
  let stateWord: String
  let sentence: String
  let facts: [Fact]
  let evidence: [String]
  let evidenceWindow: String
  let benign: [String]
  let hasBenign: Bool
  let picture: String?
  let pictureCaption: String
  let sightings: [SightingRow]
  let sightingsCount: String
  let sightingsMore: String?
  let histories: [HistoryModel]
  let hasHistories: Bool
  let historiesMore: String?
  let map: String?
  let mapNote: String?
  let edges: [EdgeRow]
  let hasEdges: Bool
  let edgesNote: String?
  let form: VerdictForm?
  let formNote: String?
  let verdicts: [VerdictRow]
  let hasVerdicts: Bool
}

/// What was counted of one cell or host before.
struct HistoryModel {
  let name: String
  let page: String
  let drawing: String?
  let caption: String
}

extension ReviewPages {
  private static let sightingsShown = 31

  /// Everything about one alert, and the form to judge it.
  ///
  /// - Parameters:
  ///   - archive: The archive.
  ///   - id: The whole id.
  ///   - frame: The session.
  /// - Returns: nil if there is no such alert.
  /// - Throws: ``Archive/ArchiveError``.
  public func alert(_ archive: Archive, id: String, frame: PageFrame) throws -> String? {
    let detail: AlertDetail
    do {
      detail = try archive.alert(id)
    } catch ArchiveError.noAlert {
      return nil
    }
    // The archive completes ids; an address names one alert.
    guard detail.alert.id == id else { return nil }
    let alert = detail.alert
    let edges = detail.members.map(\.edge)
    let hosts = edges.flatMap { [$0.source, $0.target] } + [alert.host].compactMap(\.self)
    let names = try Names(archive, of: Set(hosts))
    let histories = try Self.histories(detail, names, archive)
    let drawn = drawing(detail, names)
    let benign = try Self.benign(detail, archive)
    let plot = WindowPlot(
      try Self.bars(detail, archive), label: "Flows of this alert in each window")
    let model = AlertModel(
      id: alert.id, heading: Words.line(alert.title), severityWord: alert.severity.rawValue,
      kindWord: alert.kind.rawValue, stateWord: alert.state.rawValue,
      sentence: Self.sentence(detail), facts: Self.facts(detail, names),
      evidence: Self.sentences(detail.sightings.first),
      evidenceWindow: detail.sightings.first.map { Words.window($0.window.start) } ?? "",
      benign: benign, hasBenign: !benign.isEmpty, picture: plot.svg, pictureCaption: plot.caption,
      sightings: detail.sightings.prefix(Self.sightingsShown).map(Self.sighting),
      sightingsCount: PlainWords.count(detail.sightings.count, "window"),
      sightingsMore: Self.more(detail.sightings.count - Self.sightingsShown, "window"),
      histories: histories, hasHistories: !histories.isEmpty,
      historiesMore: alert.kind == .crossing
        ? Self.more(detail.cells.count - Self.cellsShown, "cell") : nil,
      map: drawn.map, mapNote: drawn.note,
      edges: detail.members.map { Self.edge($0, alert, names) },
      hasEdges: !detail.members.isEmpty, edgesNote: Self.edgesNote(detail),
      form: frame.mayChange ? VerdictForm(alert, csrf: frame.csrfToken) : nil,
      formNote: frame.mayChange ? nil : "You may read this archive and not change it.",
      verdicts: detail.verdicts.map { verdict in
        AlertModel.VerdictRow(
          action: verdict.action.rawValue, author: Words.line(verdict.author),
          at: Words.time(verdict.at), note: Words.line(verdict.note, VerdictRequest.longestNote))
      }, hasVerdicts: !detail.verdicts.isEmpty)
    return document(
      "\(alert.severity.rawValue): \(alert.title)", at: .inbox, archive, frame,
      hasMap: drawn.map != nil, content: templates.alert.render(model))
  }

  private static func sentence(_ detail: AlertDetail) -> String {
    let alert = detail.alert
    let what =
      switch alert.kind {
      case .host: "A host that does not fit"
      case .path: "An attack path"
      case .crossing: "Traffic from one subnet into another"
      }
    let windows = PlainWords.count(alert.sightings, "window")
    let times =
      alert.firstSeen.date == alert.lastSeen.date
      ? "on \(alert.firstSeen.date)" : "from \(alert.firstSeen.date) to \(alert.lastSeen.date)"
    return "\(what), seen in \(windows) \(times): \(PlainWords.count(alert.flows, "flow")), "
      + "\(PlainWords.bytes(alert.bytes)), \(PlainWords.count(detail.hosts.count, "host"))."
  }

  private static func facts(_ detail: AlertDetail, _ names: Names) -> [AlertModel.Fact] {
    let alert = detail.alert
    var facts: [AlertModel.Fact] = []
    func add(_ name: String, _ value: String, _ page: String? = nil) {
      facts.append(AlertModel.Fact(name: name, value: value, page: page))
    }
    if let host = alert.host {
      let link = HostLink(host, at: alert.lastWindow, names)
      add("start looking at", link.text, link.page)
      if !link.place.isEmpty { add("in", link.place) }
    }
    add("first seen", Words.time(alert.firstSeen))
    add("last seen", Words.time(alert.lastSeen))
    if let p = alert.pValue {
      add("p-value", Words.probability(p))
    }
    add("found by", Words.spoken(alert.detector))
    if !detail.zones.isEmpty {
      add("zones", detail.zones.prefix(8).map { Words.line($0, 60) }.joined(separator: ", "))
    }
    return facts
  }

  static func sentences(_ sighting: Sighting?) -> [String] {
    (sighting?.evidence ?? []).prefix(60).map { Words.line($0.text, 600) }
  }

  private static func sighting(_ sighting: Sighting) -> AlertModel.SightingRow {
    AlertModel.SightingRow(
      window: Words.window(sighting.window.start), severity: sighting.severity.rawValue,
      p: Words.probability(sighting.pValue), flows: PlainWords.count(sighting.flows),
      bytes: PlainWords.bytes(sighting.bytes), sentences: sentences(sighting))
  }

  private static func edge(
    _ member: AlertDraft.Member, _ alert: Alert, _ names: Names
  ) -> AlertModel.EdgeRow {
    let edge = member.edge
    let subnets = names.context.subnets
    let crosses = edge.crossesSubnet && edge.source != .internet && edge.target != .internet
    return AlertModel.EdgeRow(
      hop: member.hop.map(String.init) ?? "–", time: Words.time(edge.firstSeen),
      source: HostLink(edge.source, at: alert.lastWindow, names),
      target: HostLink(edge.target, at: alert.lastWindow, names), service: edge.service.title,
      cellAddress: crosses
        ? MatrixQuery.address(
          subnets.subnet(of: edge.source).block, subnets.subnet(of: edge.target).block,
          edge.service)
        : nil,
      flows: PlainWords.count(edge.flows)
        + (edge.failedFlows > 0 ? ", \(PlainWords.count(edge.failedFlows)) failed" : ""),
      bytes: PlainWords.bytes(edge.bytes), isFailed: edge.isFailure,
      isNewEdge: edge.isNew == true,
      certaintyText: member.certainty.map { "certainty \(PlainWords.percent($0))" } ?? "")
  }

  private static func edgesNote(_ detail: AlertDetail) -> String? {
    let window = Words.window(detail.alert.lastWindow)
    let limit =
      detail.members.count >= AlertDraft.mostMembers
      ? " The \(AlertDraft.mostMembers) that tell most are kept." : ""
    return detail.members.isEmpty ? nil : "Edges of the window of \(window).\(limit)"
  }

  static func more(_ count: Int, _ noun: String) -> String? {
    count > 0 ? "and \(PlainWords.count(count, "more \(noun)"))" : nil
  }
}
