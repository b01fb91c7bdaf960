// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Words for what is unusual about a host's features.
struct FeatureEvidence {
  private let host: HostWindow
  private let profiles: HostProfiles
  private let reference: Reference

  init(_ host: HostWindow, _ profiles: HostProfiles, _ reference: Reference) {
    self.host = host
    self.profiles = profiles
    self.reference = reference
  }

  /// Parts with p-values above this have nothing to say.
  private static let tellingPValue = 0.05
  private static let sentences = 4

  /// Counted sentences about the features that set the host apart, the most telling first;
  /// features inside the usual range are left out.
  func reasons(_ scored: ScoredHost) -> [Evidence] {
    var columns: [Int] = []
    for part in scored.parts where part.conformal <= Self.tellingPValue {
      switch part.kind {
      case .component(let component):
        if let column = component.tellingColumn(host.features) { columns.append(column) }
      case .profile(let detector):
        columns +=
          reference.scorer(detector, for: host)?.contributions(host.features).map(\.column) ?? []
      }
    }
    var said: Set<Int> = []
    let telling = columns.map(base).filter { column in
      host.features[column] > reference.quantile(column, 0.95) && said.insert(column).inserted
    }
    return telling.prefix(Self.sentences).map(sentence)
  }

  /// What a change feature is the change of.
  private func base(of column: Int) -> Int {
    guard Feature.all[column].group == .change else { return column }
    return Feature.index(of: String(Feature.all[column].name.dropLast("_growth".count))) ?? column
  }

  private func sentence(_ column: Int) -> Evidence {
    let feature = Feature.all[column]
    var text = "\(feature.meaning): \(Self.number(host.features[column], feature))"
    if let own = profiles.maxima(of: host.host)?[column] {
      text += "; its own past maximum is \(Self.number(own, feature))"
    }
    let usual = Self.number(reference.quantile(column, 0.99), feature)
    text +=
      reference.isAmongPeers
      ? "; 99 % of \(reference.count) hosts of this window stay at or below \(usual)"
      : "; 99 % of \(reference.count) past host-windows stay at or below \(usual)"
    return Evidence(.feature, text)
  }

  /// What can be said of a host without comparing it.
  static func plainFacts(_ host: HostWindow) -> Evidence {
    func value(_ name: String) -> Double {
      Feature.index(of: name).map { host.features[$0] } ?? 0
    }
    return Evidence(
      .feature,
      "opened \(Int(value("flows_out"))) connections to \(Int(value("unique_dst_ips"))) targets "
        + "on \(Int(value("unique_dst_ports"))) services; "
        + "\(Int((value("failed_share") * 100).rounded())) % never came about")
  }

  /// The value with its unit, to three significant digits.
  static func number(_ value: Double, _ feature: Feature) -> String {
    switch feature.unit {
    case "share": "\(short(value * 100)) %"
    case "bytes": bytes(value)
    case "s": "\(short(value)) s"
    case "bits", "log2", "hours": "\(short(value)) \(feature.unit)"
    default: short(value)
    }
  }

  private static func bytes(_ value: Double) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = value
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\(short(value)) \(units[unit])"
  }

  private static func short(_ value: Double) -> String {
    let scale = abs(value) >= 100 ? 1.0 : abs(value) >= 10 ? 10.0 : 100.0
    let rounded = (value * scale).rounded() / scale
    guard rounded == rounded.rounded(), abs(rounded) < 1e15 else { return String(rounded) }
    return String(Int64(rounded))
  }
}
