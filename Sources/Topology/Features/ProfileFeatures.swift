// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// Traffic volume, services, rhythm.
  static let profileFeatures: [Feature] = [
    Feature("flows_out", .profile, unit: "count", "connections the host opened") {
      Double($0.flowsOut)
    },
    Feature("flows_in", .profile, unit: "count", "connections others opened to the host") {
      Double($0.flowsIn)
    },
    Feature("unique_dst_ips", .profile, unit: "count", "targets, the Internet as one") {
      Double($0.targets)
    },
    Feature("unique_dst_ports", .profile, unit: "count", "services asked for") {
      Double($0.services)
    },
    Feature("mean_duration_s", .profile, unit: "s", "mean length of connections opened") {
      share($0.durationOut, $0.flowsOut) / 1e6
    },
    Feature(
      "median_duration_s", .profile, unit: "s",
      "median length of connections opened, to a factor of 1.4"
    ) {
      DurationHistograms.medianSeconds($0.durationCounts)
    },
    Feature("bytes_out", .profile, unit: "bytes", "bytes sent on connections opened") {
      Double($0.bytesOut)
    },
    Feature("bytes_in", .profile, unit: "bytes", "bytes received on connections opened") {
      Double($0.bytesIn)
    },
    Feature(
      "bytes_out_ratio", .profile, unit: "share", range: "0...1",
      "share of the bytes of connections opened that the host sent"
    ) {
      let total = Double($0.bytesOut) + Double($0.bytesIn)
      return total > 0 ? Double($0.bytesOut) / total : 0
    },
    Feature("bytes_to_internet", .profile, unit: "bytes", "bytes sent to the Internet") {
      Double($0.bytesToInternet)
    },
    Feature(
      "control_burst", .profile, unit: "count",
      "most connections in an hour to one internal host on one service that gives control"
    ) {
      Double($0.controlBurst)
    },
    Feature("failed_flows", .profile, unit: "count", "connections opened that never came about") {
      Double($0.failedOut)
    },
    Feature(
      "failed_share", .profile, unit: "share", range: "0...1",
      "share of connections opened that never came about"
    ) {
      share($0.failedOut, $0.flowsOut)
    },
    Feature(
      "off_hours_share", .profile, unit: "share", range: "0...1",
      "share of connections opened at weekends or from 19:00 to 07:00 UTC"
    ) {
      share($0.offHoursFlows, $0.flowsOut)
    },
    Feature(
      "active_hours", .profile, unit: "hours", "hours in which the host opened connections"
    ) {
      Double($0.activeHours)
    },
  ]
}
