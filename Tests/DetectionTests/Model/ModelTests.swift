// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing
import Topology

@testable import Detection

@Suite struct ModelTests {
  /// What a model's file gives back.
  private func reread(_ model: Model) throws -> Model {
    try Learned.file.model(try Learned.file.bytes(of: model))
  }

  @Test("days learned one by one, in pairs and at once give the same bytes")
  func portions() throws {
    let whole = try Learned.file.bytes(of: Learned.model(days: 0..<8))
    for step in [1, 2, 3] {
      var model = Learned.empty()
      for first in stride(from: 0, to: 8, by: step) {
        let days = first..<min(8, first + step)
        model = try reread(
          Analysis.learn(
            Learned.edges(Learned.flows(days: days)), options: AnalysisOptions(), into: model))
      }
      #expect(try Learned.file.bytes(of: model) == whole, "\(step) days at a time")
    }
  }

  @Test("judging by a model is judging by the flows it was made of", arguments: [24, 12])
  func sameResult(hours: Int) async throws {
    var options = AnalysisOptions(windowHours: hours)
    let past = Learned.flows(days: 0..<8, intrusion: 8)
    let present = Learned.flows(days: 8..<10)
    let (before, after) = Learned.edges(past + present).split(at: Learned.day(8))
    let model = try reread(Analysis.learn(before, options: options, into: Learned.empty(options)))
    let learned = try await Analysis.run(after, options: options, model: model)
    options.baselineUntil = Learned.day(8)
    let told = try await Analysis.run(Learned.edges(past + present), options: options)
    #expect(learned.windows == told.windows)
    #expect(learned.assessments == told.assessments)
    #expect(learned.findings == told.findings && !told.findings.isEmpty)
    #expect(learned.paths == told.paths && !told.paths.isEmpty)
    #expect(told.paths.contains { $0.hops.contains { $0.edge.firstSeen < Learned.day(8) } })
    #expect(learned.crossings == told.crossings)
    #expect(learned.surroundings == told.surroundings)
    #expect(learned.reference == told.reference && learned.drift == told.drift)
    #expect(learned.calibrationNote == told.calibrationNote)
  }

  @Test("what was learned is left out, and a model that knows everything is told")
  func overlap() async throws {
    let model = try Learned.model(days: 0..<5)
    let options = AnalysisOptions()
    let edges = Learned.edges(Learned.flows(days: 0..<6))
    let alone = Learned.edges(Learned.flows(days: 5..<6))
    let whole = try Analysis.learn(edges, options: options, into: model)
    let day = try Analysis.learn(alone, options: options, into: model)
    #expect(try Learned.file.bytes(of: whole) == Learned.file.bytes(of: day))
    let result = try await Analysis.run(edges, options: options, model: model)
    #expect(result.windows.map(\.start) == [Learned.day(5)])
    let known = Learned.edges(Learned.flows(days: 2..<5))
    #expect(throws: DetectionError.self) {
      try Analysis.learn(known, options: options, into: model)
    }
    await #expect(throws: DetectionError.self) {
      try await Analysis.run(known, options: options, model: model)
    }
    #expect(throws: DetectionError.noInternalHosts) {
      try Analysis.learn(EdgeTable(), options: options, into: model)
    }
  }

  @Test("a model that knows nothing, an IPv6 one and one of other subnets come back as they were")
  func kinds() throws {
    let nothing = try Learned.file.bytes(of: Learned.empty())
    #expect(try Learned.file.bytes(of: Learned.file.model(nothing)) == nothing)
    let six = (1...30).map {
      Flow.tcp("fd00:1::\($0)", $0 % 3 == 0 ? "fd00:2::1" : "2001:db8::9", 22, minute: $0 * 200)
    }
    var options = AnalysisOptions()
    options.subnets = SubnetMap(
      ["10.0.0.0/8", "fd00::/16", "10.0.1.128/25"].compactMap(Subnet.init).map {
        NamedSubnet(block: $0)
      })
    for flows in [six, Learned.flows(days: 0..<4)] {
      let model = try Analysis.learn(
        Learned.edges(flows), options: options, into: Learned.empty(options))
      let bytes = try Learned.file.bytes(of: model)
      let again = try Learned.file.model(bytes)
      #expect(try Learned.file.bytes(of: again) == bytes)
      #expect(again.settings == model.settings && again.end == model.end)
      #expect(again.hosts == model.hosts && again.edges == model.edges)
    }
  }

  @Test("the header says what the model is")
  func header() throws {
    let bytes = try Learned.file.bytes(of: Learned.model(days: 0..<4))
    let lines = String(decoding: bytes.prefix(2000), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
    #expect(
      lines.prefix(5) == [
        "sidestep model 4", "window: 24h", "windows: 4", "from: 2026-03-02T00:00:00Z",
        "to: 2026-03-06T00:00:00Z",
      ])
    #expect(lines.contains { $0.hasPrefix("internal: 10.0.0.0/8,100.64.0.0/10,") })
    #expect(lines.last?.hasPrefix("body: ") == true)
  }

  @Test("every other setting is named, with what to do")
  func settings() throws {
    let model = Learned.empty()
    #expect(throws: Never.self) { try model.settings.check(ModelSettings(AnalysisOptions())) }
    let subnet = try #require(Subnet("10.9.0.0/24"))
    let wrong: [(String, (inout AnalysisOptions) -> Void)] = [
      ("--window 24h", { $0.windowHours = 12 }),
      ("--subnets", { $0.subnets = SubnetMap([NamedSubnet(block: subnet)]) }),
      ("--betweenness-sources 128", { $0.graph.betweennessSources = 7 }),
      ("learn anew", { $0.minimumHistory = 3 }), ("learn anew", { $0.horizonHours = 24 }),
    ]
    for (advice, change) in wrong {
      var options = AnalysisOptions()
      change(&options)
      let error = #expect(throws: ModelError.self) {
        try model.settings.check(ModelSettings(options))
      }
      #expect(error?.description.contains(advice) == true)
    }
    let inside = ModelSettings(AnalysisOptions(), internalScope: InternalScope([subnet]))
    let error = #expect(throws: ModelError.self) { try model.settings.check(inside) }
    #expect(error?.description.contains("--internal") == true)
    #expect(error?.description.contains("10.9.0.0/24") == true)
    // Names of subnets may change, and the order of internal networks means nothing.
    let reversed = InternalScope(InternalScope.standard.blocks.reversed())
    #expect(throws: Never.self) {
      try model.settings.check(ModelSettings(AnalysisOptions(), internalScope: reversed))
    }
  }
}
