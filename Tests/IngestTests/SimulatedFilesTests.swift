// SPDX-License-Identifier: Apache-2.0
import Flows
import Simulation
import TestSupport
import Testing

@testable import Ingest

/// What the simulator writes, read back.
@Suite struct SimulatedFilesTests {
  /// Two days of an office in which much goes wrong.
  private static let simulation = Result { () throws(SimulationError) in
    var options = OfficeOptions()
    options.seed = 9
    options.hosts = 60
    options.days = 2
    options.flowsPerWorkday = 300
    options.difficulty = .hard(hosts: 60)
    options.intrusions = [Intrusion(.portScan, day: 1)]
    return try Simulation(options)
  }

  /// One connection, whichever side is called the source.
  private struct Connection: Hashable, Comparable {
    var values: [Int64]

    /// With its state only where the format tells it.
    init(_ flow: Flow, withState: Bool) {
      let isTurned = (flow.source, flow.sourcePort) > (flow.target, flow.service.port)
      let flow = isTurned ? flow.turned : flow
      values = [
        flow.start.microseconds, flow.durationMicroseconds,
        Int64(truncatingIfNeeded: flow.source.low),
        Int64(truncatingIfNeeded: flow.target.low), Int64(flow.sourcePort),
        Int64(flow.service.port), Int64(flow.service.transport.rawValue), flow.packetsOut,
        flow.packetsIn, flow.bytesOut, flow.bytesIn, withState ? Int64(flow.state.rawValue) : 0,
      ]
    }

    static func < (a: Connection, b: Connection) -> Bool {
      a.values.lexicographicallyPrecedes(b.values)
    }
  }

  /// `flow` as `format` can tell it.
  private static func told(_ flow: Flow, _ format: FlowFileFormat) -> Flow {
    var told = flow
    // Without TCP there is no more to tell than whether somebody answered.
    if flow.service.transport != .tcp {
      told.state = flow.packetsIn > 0 || flow.bytesIn > 0 ? .established : .unknown
    }
    let headers: Int64 = (flow.service.transport == .tcp ? 40 : 28) + 14
    switch format {
    case .cic: told.start = flow.start.floored(toMultipleOf: 1_000_000)
    case .eve, .argus:
      told.bytesOut += flow.packetsOut * headers
      told.bytesIn += flow.packetsIn * headers
    case .zeek, .zeekJSON, .csv: break
    }
    return told
  }

  @Test(
    "every format is read back as the flows that were written", arguments: FlowFileFormat.allCases)
  func roundTrip(format: FlowFileFormat) async throws {
    let simulation = try Self.simulation.get()
    var writer = format.writer(for: simulation, labels: true)
    var bytes: [UInt8] = []
    var flows: [Flow] = []
    writer.appendHeader(to: &bytes)
    for index in 0..<simulation.dayCount {
      let day = simulation.labelledDay(index)
      writer.append(day, to: &bytes)
      flows += (0..<day.flows.count).map { day.flows[$0] }
    }
    let folder = try TemporaryFolder()
    let reading = try await Reading.files([try folder.write(bytes, to: "flows")])
    #expect(reading.summary.records == flows.count)
    #expect(reading.summary.used == flows.count)
    let hasState = format != .cic
    let expected = flows.map { Connection(Self.told($0, format), withState: hasState) }.sorted()
    let found = reading.flows.map { Connection($0, withState: hasState) }.sorted()
    let same = zip(expected, found).allSatisfy(==)
    #expect(same && expected.count == found.count)
    if format != .cic {
      // These formats also tell who opened each connection.
      let pairs = Set(flows.map { [$0.source, $0.target] })
      #expect(Set(reading.flows.map { [$0.source, $0.target] }) == pairs)
    }
  }

  @Test("a format is also called what its reader is", arguments: Dialect.all)
  func names(dialect: Dialect) {
    guard let format = FlowFileFormat(named: dialect.name) else { return }
    let expected: [FlowFileFormat: String] = [
      .cic: "cic", .zeek: "zeek", .eve: "suricata", .argus: "argus", .csv: "csv",
    ]
    #expect(expected[format] == dialect.name)
  }
}
