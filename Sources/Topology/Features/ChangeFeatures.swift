// SPDX-License-Identifier: Apache-2.0

private import Glibc

extension Feature {
  /// Today against a host's own past.
  static let changeFeatures: [Feature] = [
    "fan_out", "flows_out", "bytes_to_internet", "control_burst", "new_control_edges",
    "new_failed_edges", "new_single_port_fan_out", "new_ports_per_target",
  ].compactMap { name in
    let known = profileFeatures + degreeFeatures + noveltyFeatures
    guard let base = known.first(where: { $0.name == name }) else { return nil }
    return Feature(
      "\(name)_growth", .change, unit: "log2", range: "any",
      "doublings of \(name) over the host's own largest past window"
    ) { (window: WindowFacts) in
      guard let column = index(of: name) else { return [] }
      return zip(base.values(window), window.maxima).map { value, maxima in
        maxima.map { log2((1 + value) / (1 + $0[column])) } ?? 0
      }
    }
  }
}
