// SPDX-License-Identifier: Apache-2.0

public import Detection
internal import Flows
public import Topology

extension Report {
  /// The report of what an analysis found.
  ///
  /// - Parameters:
  ///   - result: What was found.
  ///   - provenance: Where it comes from.
  ///   - subnets: For hosts the analysis did not assess.
  ///   - indicators: What was seen of addresses somebody has warned of; nil if none were looked for.
  ///   - edges: Everything that was read by tick, the past included, for what hosts did day by day.
  /// - Complexity: O(*n* log *n*) in the size of `result`.
  public init(
    result: AnalysisResult, provenance: Provenance, subnets: SubnetMap = SubnetMap(),
    indicators: IndicatorSightings? = nil, edges: EdgeTable? = nil
  ) {
    let parts = ReportParts(directory: HostDirectory(result, subnets: subnets))
    schema = Self.schemaVersion
    self.provenance = provenance
    windows = result.windows.map(Window.init)
    hostCounts = HostCounts(result.assessments)
    calibration =
      hostCounts.evaluable == 0
      ? Calibration(
        reference: result.reference.name,
        referenceNote: "No host was judged: there was not enough to compare it with.", note: "")
      : Calibration(
        reference: result.reference.name, referenceNote: result.reference.sentence,
        note: SafeText.clean(result.calibrationNote, limit: 600))
    findings = result.findings.map(parts.finding)
    paths = result.paths.map(parts.path)
    crossings = parts.crossings(result.crossings)
    techniques = parts.techniques(result)
    notEvaluable = ReportParts.notEvaluable(result.assessments)
    runnersUp = parts.runnersUp(result.assessments)
    unjudged = result.firstUnjudged == nil ? [] : parts.unjudged(result)
    figures = parts.figures(result)
    allowance = parts.allowance(result)
    if let indicators { add(indicators, parts) }
    if let edges {
      let flagged = Set(result.findings.map(\.host))
      let days = HostDays(edges, of: flagged, windows: result.windows)
      for place in findings.indices {
        findings[place].days = days.days(of: result.findings[place].host, windows: result.windows)
      }
    }
  }
}

extension Report.Window {
  init(_ range: TimeRange) {
    self.init(start: range.start.description, end: range.end.description)
  }
}

extension Report.HostCounts {
  init(_ assessments: [HostAssessment]) {
    var evaluable: [IPAddress: Bool] = [:]
    var flagged: Set<IPAddress> = []
    for assessment in assessments {
      let judged = assessment.score != nil
      evaluable[assessment.host] = (evaluable[assessment.host] ?? false) || judged
      if assessment.score?.isFlagged == true { flagged.insert(assessment.host) }
    }
    let judged = evaluable.values.count { $0 }
    self.init(
      assessed: evaluable.count, evaluable: judged, notEvaluable: evaluable.count - judged,
      flagged: flagged.count)
  }
}

extension AnalysisResult.Reference {
  fileprivate var name: String {
    switch self {
    case .baseline: "baseline"
    case .peers: "peers"
    }
  }

  fileprivate var sentence: String {
    switch self {
    case .baseline(let hostWindows, let windows):
      "Hosts were compared with \(PlainWords.count(hostWindows, "host-window")) of the past, "
        + "from \(PlainWords.count(windows, "window"))."
    case .peers(let hosts):
      "There is no baseline: hosts were compared with one another, "
        + "\(PlainWords.count(hosts, "host")) of the same window. What all of them do looks normal."
    }
  }
}
