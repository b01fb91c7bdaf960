// SPDX-License-Identifier: Apache-2.0

extension Report.Intelligence {
  func redacted(_ redaction: inout Redaction, _ ids: [String: String]) -> Report.Intelligence {
    var new = self
    new.ownHosts = ownHosts.map { own in
      Report.OwnIndicator(
        host: own.host.redacted(&redaction), indicator: redaction.block(own.indicator),
        label: redaction.name(own.label, kind: "indicator"))
    }
    new.listed = listed.map { sighting in
      var new = sighting
      new.host = sighting.host.redacted(&redaction)
      new.indicator =
        sighting.indicator.hasPrefix(sighting.address + "/")
        ? redaction.address(sighting.address) + (sighting.address.contains(":") ? "/128" : "/32")
        : redaction.block(sighting.indicator)
      new.address = redaction.address(sighting.address)
      new.label = redaction.name(sighting.label, kind: "indicator")
      new.finding = sighting.finding.map { ids[$0] ?? "finding" }
      return new
    }
    return new
  }
}

extension Report.Allowance {
  func redacted(_ redaction: inout Redaction) -> Report.Allowance {
    var new = self
    new.rules = rules.map { rule in
      var new = rule
      new.source = Self.party(rule.source, &redaction)
      new.target = Self.party(rule.target, &redaction)
      new.reason = redaction.name(rule.reason, kind: "reason")
      return new
    }
    new.hosts = hosts.map { host in
      var new = host
      new.host = host.host.redacted(&redaction)
      new.reason = host.reason.map { redaction.text($0) }
      return new
    }
    return new
  }

  private static func party(_ text: String, _ redaction: inout Redaction) -> String {
    text == "*" || text == "internet" ? text : redaction.text(text)
  }
}

extension Report.Figures {
  func redacted(_ redaction: inout Redaction) -> Report.Figures {
    var new = self
    new.cells = cells.map { cell in
      var new = cell
      new.subnet = redaction.block(cell.subnet)
      new.subnetName = redaction.name(cell.subnetName, kind: "subnet")
      return new
    }
    return new
  }
}
