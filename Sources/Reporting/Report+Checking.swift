// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Report {
  /// Refuses values no analysis writes, so that outputs can rely on times, addresses and numbers.
  ///
  /// - Throws: `ReportError.notAReport` with the first place that is wrong.
  func check() throws(ReportError) {
    try Self.distinct(findings.map(\.id), "findings")
    try Self.distinct(paths.map(\.id), "paths")
    for (place, window) in windows.enumerated() { try window.check("windows[\(place)]") }
    for (place, finding) in findings.enumerated() {
      try finding.check("findings[\(place)]")
    }
    for (place, path) in paths.enumerated() {
      try path.entry.check("paths[\(place)].entry")
      try Self.share(path.certainty, "paths[\(place)].certainty")
      guard !path.hops.isEmpty else { throw .notAReport("paths[\(place)].hops is empty") }
      for (number, hop) in path.hops.enumerated() {
        try hop.check("paths[\(place)].hops[\(number)]")
      }
    }
    for (place, crossing) in crossings.listed.enumerated() {
      try crossing.edge.check("crossings.listed[\(place)].edge")
    }
    for (place, ranked) in runnersUp.enumerated() {
      try ranked.host.check("runners_up[\(place)].host")
    }
    for (place, unjudged) in unjudged.enumerated() {
      try unjudged.host.check("unjudged[\(place)].host")
    }
    try checkKnowledge()
  }

  /// What the later parts of the layout hold.
  private func checkKnowledge() throws(ReportError) {
    for (place, own) in (intelligence?.ownHosts ?? []).enumerated() {
      try own.host.check("intelligence.own_hosts[\(place)].host")
    }
    for (place, sighting) in (intelligence?.listed ?? []).enumerated() {
      let name = "intelligence.listed[\(place)]"
      try sighting.host.check("\(name).host")
      try Self.times(
        sighting.firstSeen, sighting.lastSeen, "\(name).first_seen", "\(name).last_seen")
    }
    for (place, rule) in (allowance?.rules ?? []).enumerated() {
      let name = "allowance.rules[\(place)]"
      try Self.word(rule.state, of: ["used", "unused", "expired"], "\(name).state")
      if let expires = rule.expires { try Self.time(expires, "\(name).expires") }
    }
    for (place, host) in (allowance?.hosts ?? []).enumerated() {
      try host.host.check("allowance.hosts[\(place)].host")
      try host.window.check("allowance.hosts[\(place)].window")
    }
    for (place, bin) in (figures?.scores ?? []).enumerated() {
      try Self.share(bin.from, "figures.scores[\(place)].from")
    }
    if let threshold = figures?.threshold { try Self.share(threshold, "figures.threshold") }
  }

  fileprivate static func distinct(_ ids: [String], _ place: String) throws(ReportError) {
    var seen: [String: Int] = [:]
    for (number, id) in ids.enumerated() {
      if let earlier = seen.updateValue(number, forKey: id) {
        throw .notAReport("\(place)[\(number)].id is that of \(place)[\(earlier)]: \(quoted(id))")
      }
    }
  }

  /// Two times, the later of which may not be the earlier.
  fileprivate static func times(
    _ first: String, _ last: String, _ place: String, _ other: String
  ) throws(ReportError) {
    try time(first, place)
    try time(last, other)
    guard let start = Timestamp(first), let end = Timestamp(last), start <= end else {
      throw .notAReport("\(other) is \(quoted(last)), before \(place)")
    }
  }

  fileprivate static func share(_ value: Double, _ place: String) throws(ReportError) {
    guard (0...1).contains(value) else {
      throw .notAReport("\(place) is \(value), which is not in 0...1")
    }
  }

  fileprivate static func time(_ text: String, _ place: String) throws(ReportError) {
    guard text.hasSuffix("Z"), text.contains("T"), Timestamp(text)?.description == text else {
      throw .notAReport("\(place) is \(quoted(text)), which is not a time in UTC")
    }
  }

  fileprivate static func word(
    _ text: String, of words: [String], _ place: String
  ) throws(ReportError) {
    guard words.contains(text) else {
      throw .notAReport("\(place) is \(quoted(text)), which is not \(PlainWords.list(words))")
    }
  }

  fileprivate static func quoted(_ text: String) -> String {
    "\"\(SafeText.clean(text, limit: 40))\""
  }
}

extension Report.Window {
  fileprivate func check(_ place: String) throws(ReportError) {
    try Report.times(start, end, "\(place).start", "\(place).end")
  }
}

extension Report.Host {
  fileprivate func check(_ place: String) throws(ReportError) {
    guard isInternet || IPAddress(address)?.description == address else {
      throw .notAReport("\(place).address is \(Report.quoted(address)), which is no address")
    }
  }
}

extension Report.Finding {
  fileprivate func check(_ place: String) throws(ReportError) {
    try host.check("\(place).host")
    try window.check("\(place).window")
    try Report.word(severity, of: ExportedFinding.severities, "\(place).severity")
    try Report.share(score, "\(place).score")
    try Report.share(pValue, "\(place).p_value")
    try Report.time(firstSeen, "\(place).first_seen")
    for (number, day) in (days ?? []).enumerated() {
      try Report.time(day.start, "\(place).days[\(number)].start")
    }
  }
}

extension Report.Hop {
  fileprivate func check(_ place: String) throws(ReportError) {
    try Report.word(kind, of: ["observed", "inferred", "failed"], "\(place).kind")
    try Report.share(certainty, "\(place).certainty")
    try edge.check("\(place).edge")
  }
}

extension Report.Edge {
  fileprivate func check(_ place: String) throws(ReportError) {
    try source.check("\(place).source")
    try target.check("\(place).target")
    guard TransportProtocol(transport)?.description == transport else {
      throw .notAReport("\(place).transport is \(Report.quoted(transport)), which is no protocol")
    }
    guard (0...65_535).contains(port) else {
      throw .notAReport("\(place).port is \(port), which is not in 0...65535")
    }
    guard min(flows, failedFlows, bytesOut, bytesIn) >= 0 else {
      throw .notAReport("\(place) has a negative count")
    }
    try Report.times(firstSeen, lastSeen, "\(place).first_seen", "\(place).last_seen")
  }
}
