// SPDX-License-Identifier: Apache-2.0

public import Detection
internal import Flows
public import Topology

extension AttackMap {
  /// The map of what an analysis found: flagged hosts, attack paths, and the hosts around
  /// them in grey.
  ///
  /// Flagged hosts and the hosts of paths are drawn first, the most severe first; when even
  /// they do not fit, the least severe go behind counts and the footer says so. Where no host
  /// could be judged, the map is of what the first-ranked one did.
  ///
  /// - Complexity: O(*E* log *E*) in the edges of `result.surroundings`.
  public static func attackPaths(
    _ result: AnalysisResult, provenance: Provenance, subnets: SubnetMap = SubnetMap(),
    limits: MapLimits = .attackPaths
  ) -> AttackMap {
    let directory = HostDirectory(result, subnets: subnets)
    if let first = result.firstUnjudged, !result.surroundings.isEmpty {
      return ofUnjudged(first.host, result, provenance: provenance, directory: directory)
    }
    let flagged = Set(directory.flagged)
    let all = MapLink.all(
      paths: result.paths, context: result.surroundings, controlNeedsNovelty: true)
    let relevance = MapRelevance(all, flagged: flagged, crossings: result.crossings)
    let links = relevance.drawn
    let onPath = relevance.onPath
    let keys = flagged.union(onPath)
    let order = MapOrder(links: links, directory: directory, also: flagged)
      .sorted { host in onPath.contains(host) ? .high : nil }
    let selection = MapSelection(links: links, order: order, keys: keys, limits: limits)
    let assembly = MapAssembly(
      links: links, usual: relevance.usual, probing: relevance.probing, hosts: order,
      selection: selection, directory: directory, entries: Set(result.paths.map(\.entry)),
      contextArrows: limits.contextArrows)
    var map = assembly.map()
    map.counts.edgesProbing = relevance.probing.count
    map.counts.edgesAside = relevance.aside.count
    map.title = provenance.title
    map.subtitle = subtitle(result, directory)
    map.footer = footer(
      windows: result.windows, provenance: provenance,
      counts: [map.counts.sentence, map.counts.leftOut])
    map.summary = map.subtitle + " " + assembly.summary()
    return map
  }

  private static func ofUnjudged(
    _ host: IPAddress, _ result: AnalysisResult, provenance: Provenance, directory: HostDirectory
  ) -> AttackMap {
    var map = neighbourhood(
      of: host, hops: 1, edges: result.surroundings, directory: directory, provenance: provenance)
    let described = map.subtitle
    map.title = provenance.title
    map.subtitle =
      "No host could be judged. Shown is what \(directory.fullTitle(of: host)) did, the first by "
      + "reach of its traffic; that is no accusation."
    map.summary = map.summary.replacing(described, with: map.subtitle)
    return map
  }

  private static func subtitle(_ result: AnalysisResult, _ directory: HostDirectory) -> String {
    let flagged = directory.flagged.count
    guard flagged > 0 || !result.paths.isEmpty else { return "No host stood out." }
    let hosts = PlainWords.count(flagged, "flagged host")
    guard let first = result.paths.first else { return "\(hosts), no attack path." }
    let start = first.hops.map(\.edge.firstSeen).min().map(PlainWords.moment) ?? ""
    let paths = PlainWords.count(result.paths.count, "attack path")
    return
      "\(hosts), \(paths); the first starts at \(directory.fullTitle(of: first.entry)), \(start)."
  }

  /// Window, source, counts and settings; empty counts are left out.
  static func footer(
    windows: [TimeRange], provenance: Provenance, counts: [String]
  ) -> [String] {
    var lines: [String] = []
    if let start = windows.map(\.start).min(), let end = windows.map(\.end).max() {
      lines.append(
        "Window \(PlainWords.moment(start)) to \(PlainWords.moment(end)). " + provenance.timeZone)
    }
    let names = provenance.inputs.prefix(3).map { SafeText.clean($0.name, limit: 48) }
    let more = provenance.inputs.count > 3 ? " and \(provenance.inputs.count - 3) more" : ""
    lines.append(
      "Source \(names.isEmpty ? "not stated" : names.joined(separator: ", "))\(more) · "
        + "\(PlainWords.count(provenance.flows.read, "flow")) read, "
        + "\(PlainWords.count(provenance.flows.used)) used.")
    lines += counts.filter { !$0.isEmpty }
    lines.append(
      "sidestep \(provenance.version) · options \(provenance.optionsHash) · seed \(provenance.seed)"
    )
    return lines
  }
}

extension AnalysisResult {
  /// The first host of the ranking, if none of them could be judged and no path was found.
  var firstUnjudged: HostAssessment? {
    guard paths.isEmpty, !assessments.contains(where: { $0.score != nil }) else { return nil }
    return assessments.first
  }
}

extension AttackMap.Counts {
  /// What is shown and what is not, in words.
  public var sentence: String {
    let hosts = hostsShown + hostsHidden
    let edges = edgesShown + edgesCounted + edgesHidden
    var text =
      "Shown: \(PlainWords.count(hostsShown)) of \(PlainWords.count(hosts, "host")), "
      + "\(PlainWords.count(edgesShown)) of \(PlainWords.count(edges, "edge"))"
    if edgesCounted > 0 { text += "; \(PlainWords.count(edgesCounted)) within counts" }
    if edgesHidden > 0 { text += "; \(PlainWords.count(edgesHidden)) not drawn" }
    if flaggedHidden > 0 {
      text += "; \(PlainWords.count(flaggedHidden, "flagged host")) did not fit, the least severe"
    }
    return text + "."
  }

  /// What is left out on purpose, in words; empty if nothing is.
  public var leftOut: String {
    var parts: [String] = []
    if edgesUsual > 0 {
      parts.append(
        "\(PlainWords.count(edgesUsual, "edge")) of usual traffic and "
          + "\(PlainWords.count(hostsUsual, "host")) that have no other")
    }
    if edgesProbing > 0 {
      parts.append(
        "\(PlainWords.count(edgesProbing, "failed edge")) into these hosts, counted at the hosts")
    }
    if edgesAside > 0 {
      parts.append(
        "\(PlainWords.count(edgesAside, "new edge")) without control, failure, upload or a new "
          + "way between subnets")
    }
    return parts.isEmpty ? "" : "Left out: \(parts.joined(separator: "; "))."
  }
}
