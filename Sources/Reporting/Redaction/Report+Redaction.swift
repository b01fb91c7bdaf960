// SPDX-License-Identifier: Apache-2.0

private import Flows

extension Report {
  /// This report with other addresses, subnets, zones, host and file names, the same everywhere in
  /// it, for sharing.
  ///
  /// Times, services, counts, roles and reasons stay. Ids that are hashes of addresses are made
  /// anew, and the hash of the options is dropped, as both could be found out by trying. Hashes of
  /// the inputs stay: who has the files may know.
  ///
  /// - Complexity: O(text · lengths of names that start alike).
  public func redacted() -> Report {
    var redaction = Redaction(
      blocks: everyHost.compactMap { Subnet($0.subnet) }, names: everyName)
    return redacted(&redaction)
  }

  /// The same by a redaction that other outputs share.
  public func redacted(_ redaction: inout Redaction) -> Report {
    var report = self
    var ids: [String: String] = [:]
    report.findings = findings.map { finding in
      let new = finding.redacted(&redaction)
      ids[finding.id] = new.id
      redaction.replace(finding.id, with: new.id)
      return new
    }
    report.provenance = provenance.redacted(&redaction)
    report.paths = paths.enumerated().map { $0.element.redacted(&redaction, place: $0.offset) }
    report.crossings.listed = crossings.listed.map { crossing in
      var new = crossing
      new.edge = crossing.edge.redacted(&redaction)
      new.finding = crossing.finding.map { ids[$0] ?? "finding" }
      return new
    }
    report.techniques = techniques.map { use in
      var new = use
      new.hosts = use.hosts.map { redaction.text($0) }
      return new
    }
    report.notEvaluable = notEvaluable.map { group in
      var new = group
      new.reason = redaction.text(group.reason)
      new.hosts = group.hosts.map { redaction.address($0) }
      return new
    }
    report.runnersUp = runnersUp.map { ranked in
      var new = ranked
      new.host = ranked.host.redacted(&redaction)
      new.reason = ranked.reason.map { redaction.text($0) }
      return new
    }
    report.unjudged = unjudged.map { host in
      var new = host
      new.host = host.host.redacted(&redaction)
      return new
    }
    report.intelligence = intelligence?.redacted(&redaction, ids)
    report.allowance = allowance?.redacted(&redaction)
    report.figures = figures?.redacted(&redaction)
    return report
  }

  private var everyHost: [Host] {
    let edges = paths.flatMap { $0.hops.map(\.edge) } + crossings.listed.map(\.edge)
    return findings.map(\.host) + paths.map(\.entry) + edges.flatMap { [$0.source, $0.target] }
      + runnersUp.map(\.host) + unjudged.map(\.host)
      + (intelligence.map { $0.listed.map(\.host) + $0.ownHosts.map(\.host) } ?? [])
      + (allowance?.hosts.map(\.host) ?? [])
  }

  /// Names, longest first where one is in two kinds, hosts before subnets before files.
  private var everyName: [(name: String, kind: String)] {
    everyHost.map { ($0.name ?? "", "host") } + everyHost.map { ($0.subnetName, "subnet") }
      + (figures?.cells.map { ($0.subnetName, "subnet") } ?? [])
      + everyHost.map { ($0.zone, "zone") }
      + (intelligence.map { $0.listed.map(\.label) + $0.ownHosts.map(\.label) } ?? []).map {
        ($0, "indicator")
      }
      + (allowance?.rules ?? []).flatMap { rule in
        [(rule.source, "party"), (rule.target, "party"), (rule.reason, "reason")]
      }.filter { !Self.isPublic($0.0) }
      + provenance.inputs.map { ($0.name, "input") }
      + provenance.namedOptions
  }
}

extension Report {
  /// Whether one side of a rule is an address or nothing but everybody's word.
  static func isPublic(_ text: String) -> Bool {
    text == "*" || text == "internet" || Subnet(text) != nil
  }
}

extension Provenance {
  /// What options name: the site, and zones.
  var namedOptions: [(name: String, kind: String)] {
    options.flatMap { option in
      switch option.name {
      case "site": [(option.value, "site")]
      case "protect": option.value.split(separator: ",").map { (String($0), "zone") }
      default: [(name: String, kind: String)]()
      }
    }
  }

  /// The same with other addresses and names.
  func redacted(_ redaction: inout Redaction) -> Provenance {
    var new = self
    new.title = redaction.text(title)
    new.inputs = inputs.map { input in
      Input(
        name: redaction.text(input.name), hash: input.hash, flowsRead: input.flowsRead)
    }
    new.options = options.map { Option(name: $0.name, value: redaction.text($0.value)) }
    new.optionsHash = ""
    new.notes = notes.map { redaction.text($0) }
    return new
  }
}

extension Report.Host {
  func redacted(_ redaction: inout Redaction) -> Report.Host {
    Report.Host(
      address: redaction.address(address), name: name.map { redaction.name($0, kind: "host") },
      role: role, subnet: redaction.block(subnet),
      subnetName: redaction.name(subnetName, kind: "subnet"),
      zone: redaction.name(zone, kind: "zone"))
  }
}

extension Report.Reason {
  fileprivate func redacted(_ redaction: inout Redaction) -> Report.Reason {
    Report.Reason(kind: kind, text: redaction.text(text))
  }
}

extension Report.Finding {
  fileprivate func redacted(_ redaction: inout Redaction) -> Report.Finding {
    var new = self
    new.host = host.redacted(&redaction)
    new.id = StableUUID.shortID("finding", [new.host.address, window.start])
    new.reasons = reasons.map { $0.redacted(&redaction) }
    new.benignIf = benignIf.map { redaction.text($0) }
    return new
  }
}

extension Report.Edge {
  fileprivate func redacted(_ redaction: inout Redaction) -> Report.Edge {
    var new = self
    new.source = source.redacted(&redaction)
    new.target = target.redacted(&redaction)
    return new
  }
}

extension Report.Path {
  fileprivate func redacted(_ redaction: inout Redaction, place: Int) -> Report.Path {
    var new = self
    new.entry = entry.redacted(&redaction)
    new.hops = hops.map { hop in
      var new = hop
      new.edge = hop.edge.redacted(&redaction)
      new.reason = hop.reason.redacted(&redaction)
      return new
    }
    new.id = StableUUID.shortID(
      "path", [new.entry.address, hops.first?.edge.firstSeen ?? "", "\(place)"])
    return new
  }
}
