// SPDX-License-Identifier: Apache-2.0

import Flows

/// The truth, cut into the windows that were judged.
struct TruthGrid {
  let windows: [TimeRange]
  /// Intrusions of which something happened in a judged window.
  let intrusions: [GroundTruth.Intrusion]
  /// Windows in which no intrusion was under way: none between those of its first and last act.
  let quiet: [Int]
  /// By intrusion, then host: what was true in each window; hosts it never touched are missing.
  private let truths: [[IPAddress: [HostTruth]]]

  /// Cuts a truth into windows.
  ///
  /// - Complexity: O(hosts of intrusions · acts · windows).
  init(_ truth: GroundTruth, windows: [TimeRange]) {
    self.windows = windows
    var isBusy = [Bool](repeating: false, count: windows.count)
    var judged: [GroundTruth.Intrusion] = []
    for intrusion in truth.intrusions {
      let touched = windows.indices.filter { intrusion.touches(windows[$0]) }
      guard let first = touched.first, let last = touched.last else { continue }
      for window in first...last { isBusy[window] = true }
      judged.append(intrusion)
    }
    quiet = windows.indices.filter { !isBusy[$0] }
    intrusions = judged
    truths = intrusions.map { intrusion in
      let hosts = Set(intrusion.senders + intrusion.hops.compactMap(\.target))
      return Dictionary(
        uniqueKeysWithValues: hosts.map { ($0, intrusion.labels(of: $0, in: windows)) })
    }
  }

  /// What was true of `host` in window number `window`, and in which intrusion; nil for none.
  func truth(of host: IPAddress, _ window: Int) -> (truth: HostTruth, intrusion: Int?) {
    var found: (truth: HostTruth, intrusion: Int?) = (.benign, nil)
    for number in truths.indices {
      let truth = self.truth(of: host, window, in: number)
      if truth > found.truth { found = (truth, number) }
    }
    return found
  }

  /// What was true of `host` in window number `window` by one intrusion alone.
  func truth(of host: IPAddress, _ window: Int, in intrusion: Int) -> HostTruth {
    truths[intrusion][host]?[window] ?? .benign
  }

  /// Hosts that acted for an intrusion in some window, by address.
  func senders(of intrusion: Int) -> [IPAddress] {
    truths[intrusion].filter { $0.value.contains(.acting) }.keys.sorted()
  }

  /// Every (host, window) in which a host acted.
  var acting: Set<HostAndWindow> {
    var found: Set<HostAndWindow> = []
    for hosts in truths {
      for (host, truths) in hosts {
        for window in truths.indices where truths[window] == .acting {
          found.insert(HostAndWindow(host: host, window: window))
        }
      }
    }
    return found
  }

  /// Hops of an intrusion made in judged windows.
  func hops(of intrusion: Int) -> [GroundTruth.Act] {
    intrusions[intrusion].hops.filter { hop in windows.contains(where: hop.touches) }
  }
}

/// A host in a window, by number.
struct HostAndWindow: Hashable {
  let host: IPAddress
  let window: Int
}
