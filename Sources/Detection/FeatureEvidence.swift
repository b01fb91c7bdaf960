// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Words for what is unusual about a host's features.
enum FeatureEvidence {
  /// Up to three counted sentences about the features that set a host apart, the most telling
  /// first; features inside the usual range are left out.
  static func reasons(
    _ host: HostWindow, scorer: HostScorer, profiles: HostProfiles?, reference: String
  ) -> [Evidence] {
    var said: Set<String> = []
    var sentences: [Evidence] = []
    for (column, _) in scorer.contributions(host.features) {
      let feature = base(of: Feature.all[column])
      guard let place = Feature.index(of: feature.name),
        host.features[place] > scorer.quantile(place, 0.95), said.insert(feature.name).inserted
      else { continue }
      let own = feature.needsBaseline ? nil : profiles?.maxima[host.host]?[place]
      sentences.append(
        sentence(
          feature, host.features[place], ownMaximum: own,
          usual: scorer.quantile(place, 0.99), reference))
      if sentences.count == 3 { break }
    }
    return sentences
  }

  /// What a change feature is the change of.
  private static func base(of feature: Feature) -> Feature {
    guard feature.group == .change else { return feature }
    let name = String(feature.name.dropLast("_growth".count))
    return Feature.index(of: name).map { Feature.all[$0] } ?? feature
  }

  private static func sentence(
    _ feature: Feature, _ value: Double, ownMaximum: Double?, usual: Double, _ reference: String
  ) -> Evidence {
    var text = "\(feature.meaning): \(number(value, feature))"
    if let ownMaximum { text += "; its own past maximum is \(number(ownMaximum, feature))" }
    text += "; 99 % of \(reference) stay at or below \(number(usual, feature))"
    return Evidence(.feature, text)
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
    var value = value
    for unit in ["bytes", "kB", "MB", "GB", "TB"] {
      if value < 1000 || unit == "TB" { return "\(short(value)) \(unit)" }
      value /= 1000
    }
    return ""
  }

  private static func short(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    let scale = abs(value) >= 100 ? 1.0 : abs(value) >= 10 ? 10.0 : 100.0
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? String(Int64(rounded)) : String(rounded)
  }
}
