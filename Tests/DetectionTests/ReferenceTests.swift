// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct ReferenceTests {
  /// A past whose reference is one window: 30 known workstations and as many first appearances
  /// as asked for.
  private func past(newcomers: Int) -> Past {
    let start = Timestamp(microseconds: 1_772_409_600_000_000)
    var past = Past()
    var chains = CausalChains(horizonHours: 72)
    for day in 0..<3 {
      let known = (1...30).map {
        Flow.tcp("10.0.1.\($0)", "10.0.9.1", 443, minute: day * 1440 + 600 + $0)
      }
      let new = (0..<(day == 2 ? newcomers : 0)).map {
        Flow.tcp("10.0.2.\($0 + 1)", "10.0.1.\($0 % 30 + 1)", 22, minute: day * 1440 + 700 + $0)
      }
      let from = start.advanced(byMicroseconds: Int64(day) * 86_400_000_000)
      let window = TimeRange(from, from.advanced(byMicroseconds: 86_400_000_000))
      let hourly = EdgeTableBuilder(FlowBatch(known + new), scope: EdgeScope()).table()
      past.fold(
        WindowView(
          window, hourly: hourly, past: past, chains: &chains, options: AnalysisOptions()),
        except: [], AnalysisOptions())
    }
    return past
  }

  private func chainPart(_ host: HostWindow, _ reference: Reference) throws -> ScoredHost.Part {
    let nobodyElse = ChainCrowd([host], past: (0, 0))
    return try #require(
      reference.parts(host, nobodyElse).first { $0.kind == .component(.chain) })
  }

  @Test("a first appearance is held against first appearances where there are enough of them")
  func newcomers() async throws {
    // 25 newcomers are enough to be a reference of their own; of 5 the 31 known hosts serve.
    for (count, size) in [(25, 25), (5, 31)] {
      let past = past(newcomers: count)
      let reference = await Reference(past, options: AnalysisOptions())
      let seen = try #require(past.reference.first { $0.hostClass == .new })
      let odd = HostWindow(host: seen.host, role: seen.role, features: seen.features, chain: 50)
      #expect(try chainPart(odd, reference).conformal == 1 / Double(size + 1))
      let known = try #require(past.reference.first { $0.hostClass == .client })
      let other = HostWindow(
        host: known.host, role: known.role, features: known.features, chain: 50)
      #expect(try chainPart(other, reference).conformal == 1.0 / 32)
    }
  }

  @Test("a reference serves until the past has grown by a tenth")
  func outgrown() async {
    let small = past(newcomers: 0)
    let reference = await Reference(small, options: AnalysisOptions())
    #expect(reference.count == 31 && !reference.isOutgrown(by: small))
    #expect(!reference.isOutgrown(by: past(newcomers: 3)))
    #expect(reference.isOutgrown(by: past(newcomers: 4)))
  }
}
