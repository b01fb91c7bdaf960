// SPDX-License-Identifier: Apache-2.0

/// What the page template shows: strings in the words of the page.
///
/// The template reads the properties by name, and a name a row lacks is looked up in the page: an
/// optional property of a row must not share its name with one of the page.
struct PageModel {
  struct Timeline {
    let heading: String
    let summary: String
    let hops: [HopRow]
    let more: String?
    /// The hops along time as SVG; nil where there is nothing to see.
    let picture: String?
  }

  struct HopRow {
    let number: String, time: String, source: String, target: String, service: String
    let bytesOut: String, bytesIn: String, flows: String, kind: String, certainty: String
    let reason: String
    let technique: String?
    let isFailed: Bool
    let crosses: Bool
    /// Which of the two met a listed address; nil for none.
    let listed: String?
  }

  struct CrossingRow {
    let time: String, source: String, sourcePlace: String, target: String, targetPlace: String
    let service: String, flows: String, bytes: String, novelty: String, isNew: Bool
    let belongs: String
  }

  struct TechniqueRow {
    let id: String, name: String, hops: String, hosts: String
  }

  struct Pair {
    let name: String
    let value: String
  }

  struct InputRow {
    let name: String, flows: String, hash: String
  }

  struct HostRow {
    let host: String, role: String, place: String, score: String, pValue: String, reason: String
  }

  struct UnjudgedRow {
    let host: String, role: String, place: String, flows: String, targets: String, ports: String
    let failed: String, uploaded: String
  }

  let title: String
  let style: String
  let script: String
  /// SHA-256 of the script in base 64.
  let scriptHash: String
  let verdict: String
  let verdictClass: String
  let paragraphs: [String]
  let facts: [Pair]
  let map: String?
  let mapNote: String?
  /// `small`, or which way round the map fills a page of its own: `wide` or `tall`.
  let mapShape: String
  /// How small its words are on paper.
  let mapPrinted: String
  let crossingsMap: String?
  let blastMap: String?
  let paths: [Timeline]
  let hasPaths: Bool
  let cards: [HostCard]
  let hasCards: Bool
  let cardsMore: String?
  let quietRows: [HostRow]
  let hasQuietRows: Bool
  let unjudged: [UnjudgedRow]
  let hasUnjudged: Bool
  let nobodyFlagged: String
  let crossings: [CrossingRow]
  let hasCrossings: Bool
  let crossingsSummary: String
  let scorePlot: String?
  let driftPlot: String?
  let matrixPlot: String?
  let sightings: [SightingRow]
  let hasSightings: Bool
  let intelligence: String?
  let rules: [RuleRow]
  let allowance: String?
  let allowedHosts: [AllowedRow]
  let hasAllowed: Bool
  let techniques: [TechniqueRow]
  let hasTechniques: Bool
  let notEvaluable: [Pair]
  let hasNotEvaluable: Bool
  let notEvaluableSummary: String
  let coverage: [String]
  let inputs: [InputRow]
  let counts: [Pair]
  let options: [Pair]
  let generated: String?

  init(
    _ report: Report, style: String, script: String, map: String?, mapNote: String?,
    crossingsMap: String?, blastMap: String?
  ) {
    title = Self.clean(report.provenance.title, 200)
    self.style = style
    self.script = script
    scriptHash = SHA256.base64(SHA256.hash(Array(script.utf8)))
    self.crossingsMap = crossingsMap
    self.blastMap = blastMap
    self.map = map
    self.mapNote = map == nil ? mapNote ?? "No map was drawn." : nil
    mapShape = map.map(Self.shape) ?? ""
    mapPrinted = map.map(Self.printed) ?? ""
    let words = ExecutiveSummary(report)
    verdict = words.verdict
    verdictClass = words.severity
    paragraphs = words.paragraphs
    facts = words.facts.map { Pair(name: $0.0, value: $0.1) }
    paths = Self.timelines(report)
    hasPaths = !paths.isEmpty
    cards = report.findings.prefix(Self.listedCards).map(HostCard.init)
    hasCards = !cards.isEmpty
    cardsMore = Self.more(report.findings.count - cards.count, "finding", "findings.json")
    quietRows = report.findings.isEmpty ? report.runnersUp.map(Self.quietRow) : []
    hasQuietRows = !quietRows.isEmpty
    unjudged = report.unjudged.map(Self.unjudgedRow)
    hasUnjudged = !unjudged.isEmpty
    nobodyFlagged =
      hasUnjudged ? "No host was flagged, as none could be judged." : "No host was flagged."
    crossings = Self.crossingRows(report.crossings.listed)
    hasCrossings = !crossings.isEmpty
    crossingsSummary = Self.crossingsSummary(
      report.crossings, shown: crossings.count,
      hasBaseline: report.calibration.reference == "baseline")
    let plots = ReportPlots(report: report)
    scorePlot = plots.scores
    driftPlot = plots.drift
    matrixPlot = plots.matrix
    let seen = report.intelligence
    sightings = (seen?.listed ?? []).prefix(Self.listedSightings).map(Self.sightingRow)
    hasSightings = !sightings.isEmpty
    let shown = sightings.count
    intelligence = seen.map { Self.intelligenceSummary($0, shown: shown) }
    rules = (report.allowance?.rules ?? []).prefix(Self.listedRules).map(Self.ruleRow)
    allowance = report.allowance.map(Self.allowanceSummary)
    allowedHosts = (report.allowance?.hosts ?? []).prefix(Self.listedCrossings).map(Self.allowedRow)
    hasAllowed = !allowedHosts.isEmpty
    techniques = report.techniques.map(Self.technique)
    hasTechniques = !techniques.isEmpty
    notEvaluable = report.notEvaluable.map {
      Pair(
        name: "\($0.reason) (\(PlainWords.count($0.count, "host")))",
        value: $0.hosts.joined(separator: ", ")
          + ($0.count > $0.hosts.count
            ? " and \(PlainWords.count($0.count - $0.hosts.count)) more" : ""))
    }
    hasNotEvaluable = !notEvaluable.isEmpty
    notEvaluableSummary = Self.notEvaluableSummary(report.hostCounts)
    coverage =
      [report.calibration.referenceNote, report.calibration.note, report.provenance.timeZone]
      .filter { !$0.isEmpty } + report.provenance.notes.map { Self.clean($0, 600) }
    inputs = report.provenance.inputs.map {
      InputRow(
        name: Self.clean($0.name, 120), flows: PlainWords.count($0.flowsRead),
        hash: $0.hash.isEmpty ? "not computed" : Self.clean($0.hash, 140))
    }
    counts = Self.counts(report)
    options = report.provenance.options.map {
      Pair(name: Self.clean($0.name, 60), value: Self.clean($0.value, 300))
    }
    generated = report.provenance.generatedAt
  }
}
