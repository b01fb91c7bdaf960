// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct PastTests {
  /// Ten workstations that each open SMB to a server of their own, new ones every day.
  private func view(day: Int, past: Past, _ chains: inout CausalChains) -> WindowView {
    let flows = (1...10).map {
      Flow.tcp("10.0.1.\($0)", "10.0.9.\(day * 10 + $0)", 445, minute: day * 1440 + 500 + $0)
    }
    let start = Timestamp(microseconds: 1_772_409_600_000_000 + Int64(day) * 86_400_000_000)
    let window = TimeRange(start, start.advanced(byMicroseconds: 86_400_000_000))
    let hourly = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    return WindowView(
      window, hourly: hourly, past: past, chains: &chains, options: AnalysisOptions())
  }

  @Test("the first reference window is scored with novelty learned, like those held against it")
  func firstReference() throws {
    var past = Past()
    var chains = CausalChains(horizonHours: 72)
    for day in 0..<2 { past.fold(view(day: day, past: past, &chains), except: [], .init()) }
    #expect(past.reference.isEmpty)
    let reference = view(day: 2, past: past, &chains)
    let move = try #require(reference.moves.first)
    let sighting = try #require(move.sighting)
    #expect(
      past.novelty.surprise(sighting, of: move.source)
        < EdgeNovelty().surprise(sighting, of: move.source) / 2)
    past.fold(reference, except: [], .init())
    #expect(past.reference.count == 20 && past.referenceWindows == 1)
  }

  @Test("flagged hosts do not become reference, unless so many are that the reference is wrong")
  func flagged() throws {
    var chains = CausalChains(horizonHours: 72)
    var past = Past()
    for day in 0..<2 { past.fold(view(day: day, past: past, &chains), except: [], .init()) }
    let window = view(day: 2, past: past, &chains)
    let hosts = window.hosts.map(\.host)
    for (flagged, kept) in [(0, 20), (1, 19), (10, 10), (11, 20), (20, 20)] {
      var next = past
      next.fold(window, except: Set(hosts.prefix(flagged)), .init())
      #expect(next.reference.count == kept, "\(flagged) flagged")
    }
    var judged = past
    judged.fold(window, except: nil, .init())
    #expect(judged.reference.isEmpty && judged.profiles.windows == 3)
  }

  @Test("the oldest windows are let go, whole ones, as long as enough host-windows remain")
  func kept() throws {
    var chains = CausalChains(horizonHours: 72)
    let hosts = view(day: 0, past: Past(), &chains).hosts
    var past = Past()
    for (size, kept) in [
      (3, [3]), (5, [3, 5]), (2, [5, 2]), (0, [5, 2, 0]), (9, [9]), (1, [9, 1]),
    ] {
      past.refer(to: Array(hosts.prefix(size)), keeping: 7)
      #expect(past.referenceSizes == kept)
      #expect(past.reference.map(\.host) == kept.flatMap { hosts.prefix($0).map(\.host) })
    }
    #expect(past.referenceSeen == 20)
  }
}
