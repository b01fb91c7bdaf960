// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension PageModel {
  static let listedCards = 40
  static let listedPaths = 12
  static let listedHops = 60
  static let listedCrossings = 20

  static func clean(_ text: String, _ limit: Int) -> String { SafeText.clean(text, limit: limit) }

  static func more(_ count: Int, _ noun: String, _ file: String) -> String? {
    count > 0 ? "\(PlainWords.count(count, noun)) more; \(file) has all of them." : nil
  }

  /// `2026-03-02 09:15:00`, whole seconds, of an ISO 8601 time.
  static func time(_ text: String) -> String {
    guard let stamp = Timestamp(text) else { return text }
    return "\(stamp.date) \(stamp.clock)"
  }

  /// An ISO 8601 time in seconds, for axes.
  static func moment(_ text: String) -> Double? {
    Timestamp(text).map { Double($0.microseconds) / 1_000_000 }
  }

  /// A moment in seconds in words.
  static func words(_ seconds: Double) -> String {
    let stamp = Timestamp(microseconds: Int64(seconds) * 1_000_000)
    return "\(stamp.date) \(stamp.clock)"
  }

  static func timelines(_ report: Report) -> [Timeline] {
    let met = Set(
      (report.intelligence?.listed ?? []).map(\.host.address)
        + (report.intelligence?.ownHosts ?? []).map(\.host.address))
    return report.paths.prefix(listedPaths).enumerated().map { index, path in
      let letter = report.paths.count > 1 ? MapLink.letters(index) : ""
      let summary =
        "\(PlainWords.count(path.hopsDone, "hop")) to \(PlainWords.count(path.hostsReached, "host")) "
        + "in \(PlainWords.count(path.subnetsTouched, "subnet")), from \(path.entry.title); "
        + "certainty of the longest branch \(PlainWords.percent(path.certainty))."
      return Timeline(
        heading: letter.isEmpty ? "The path" : "Path \(letter)", summary: summary,
        hops: path.hops.prefix(listedHops).map { row($0, letter: letter, met: met) },
        more: more(path.hops.count - listedHops, "hop", "findings.json"),
        picture: ReportPlots.timeline(path))
    }
  }

  private static func row(_ hop: Report.Hop, letter: String, met: Set<String>) -> HopRow {
    let edge = hop.edge
    let ends = [edge.source, edge.target].filter { met.contains($0.address) }
      .map { $0.name ?? $0.address }
    return HopRow(
      number: "\(letter)\(hop.number)", time: time(edge.firstSeen), source: edge.source.title,
      target: edge.target.title, service: edge.service,
      bytesOut: PlainWords.bytes(edge.bytesOut), bytesIn: PlainWords.bytes(edge.bytesIn),
      flows: PlainWords.count(edge.flows)
        + (edge.failedFlows > 0 ? ", \(PlainWords.count(edge.failedFlows)) failed" : ""),
      kind: hop.kind, certainty: hop.kind == "failed" ? "–" : PlainWords.percent(hop.certainty),
      reason: hop.reason.text,
      technique: hop.technique.map { "consistent with \($0.id)" },
      isFailed: hop.kind == "failed", crosses: edge.crossesSubnet,
      listed: ends.isEmpty ? nil : "\(PlainWords.list(ends)): indicator")
  }

  static func quietRow(_ ranked: Report.RankedHost) -> HostRow {
    HostRow(
      host: ranked.host.title, role: ranked.host.role, place: ranked.host.place,
      score: PlainWords.score(ranked.score), pValue: PlainWords.probability(ranked.pValue),
      reason: ranked.reason ?? "no single feature stands out")
  }

  static func unjudgedRow(_ host: Report.UnjudgedHost) -> UnjudgedRow {
    UnjudgedRow(
      host: host.host.title, role: host.host.role, place: host.host.place,
      flows: PlainWords.count(host.flowsOut), targets: PlainWords.count(host.targets),
      ports: PlainWords.count(host.targetPorts), failed: PlainWords.count(host.failedFlows),
      uploaded: PlainWords.bytes(host.bytesToInternet))
  }

  /// Of those that are new or in a finding the first few.
  static func crossingRows(_ listed: [Report.Crossing]) -> [CrossingRow] {
    listed.prefix(listedCrossings).map(crossing)
  }

  private static func crossing(_ crossing: Report.Crossing) -> CrossingRow {
    let edge = crossing.edge
    let novelty =
      switch crossing.isNewCell {
      case true?: "new"
      case false?: "seen before"
      case nil: "no baseline"
      }
    return CrossingRow(
      time: time(edge.firstSeen), source: edge.source.title, sourcePlace: edge.source.shortPlace,
      target: edge.target.title, targetPlace: edge.target.shortPlace, service: edge.service,
      flows: PlainWords.count(edge.flows)
        + (edge.failedFlows > 0 ? ", \(PlainWords.count(edge.failedFlows)) failed" : ""),
      bytes: PlainWords.bytes(edge.bytesOut &+ edge.bytesIn), novelty: novelty,
      isNew: crossing.isNewCell == true, belongs: crossing.finding == nil ? "–" : "yes")
  }

  static func crossingsSummary(
    _ crossings: Report.Crossings, shown: Int, hasBaseline: Bool
  ) -> String {
    guard crossings.total > 0 else { return "No edge crossed from one internal subnet to another." }
    var text =
      "\(PlainWords.count(crossings.total, "edge")) crossed from one internal subnet to another; "
    text +=
      hasBaseline
      ? "\(PlainWords.count(crossings.inNewCells)) of them in a combination of subnets and service not seen before."
      : "which of them are new is not known without a baseline."
    if shown < crossings.total {
      text +=
        shown == 0
        ? " crossings.csv has all of them."
        : " Listed \(shown == 1 ? "is" : "are") the \(PlainWords.count(shown)) that "
          + "\(shown == 1 ? "tells" : "tell") most; crossings.csv has all of them."
    }
    return text
  }

  static func technique(_ use: Report.TechniqueUse) -> TechniqueRow {
    let listed = use.hosts.prefix(8)
    let more = use.hosts.count > 8 ? " and \(PlainWords.count(use.hosts.count - 8)) more" : ""
    return TechniqueRow(
      id: use.technique.id, name: use.technique.name, hops: PlainWords.count(use.hops),
      hosts: listed.isEmpty ? "–" : listed.joined(separator: ", ") + more)
  }

  static func notEvaluableSummary(_ counts: Report.HostCounts) -> String {
    counts.notEvaluable == 0
      ? "All \(PlainWords.count(counts.assessed, "host")) could be judged."
      : "\(PlainWords.count(counts.notEvaluable)) of \(PlainWords.count(counts.assessed, "host")) could "
        + "not be judged. That is no statement about them: they may be involved."
  }

  static func counts(_ report: Report) -> [Pair] {
    let flows = report.provenance.flows
    let joined: [(String, Int?)] = [
      ("connections made of two records", flows.paired),
      ("records of connections another file reports too", flows.duplicates),
    ]
    return [
      Pair(name: "flows read", value: PlainWords.count(flows.read)),
      Pair(name: "flows used", value: PlainWords.count(flows.used)),
      Pair(name: "flows with source and target exchanged", value: PlainWords.count(flows.turned)),
      Pair(name: "records rejected", value: PlainWords.count(flows.rejected)),
      Pair(name: "flows ignored", value: PlainWords.count(flows.ignored)),
    ]
      + joined.compactMap { name, count in
        count.flatMap { $0 > 0 ? Pair(name: name, value: PlainWords.count($0)) : nil }
      } + [
        Pair(name: "hosts", value: PlainWords.count(report.provenance.hosts)),
        Pair(name: "edges", value: PlainWords.count(report.provenance.edges)),
        Pair(name: "seed", value: String(report.provenance.seed)),
        Pair(name: "hash of the options", value: report.provenance.optionsHash),
        Pair(name: "version", value: "sidestep \(report.provenance.version)"),
        Pair(name: "layout of findings.json", value: report.schema),
      ]
  }
}

extension Report.Host {
  /// `10.2.0.0/24 servers, zone core`.
  var place: String {
    var text = subnet
    if !subnetName.isEmpty { text += " \(subnetName)" }
    if !zone.isEmpty, zone != subnetName { text += ", zone \(zone)" }
    return text
  }
}

extension Report.Host {
  /// The subnet's name, or else its block.
  var shortPlace: String { subnetName.isEmpty ? subnet : subnetName }
}
