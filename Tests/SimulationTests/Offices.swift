// SPDX-License-Identifier: Apache-2.0

import Flows
import Simulation

/// Offices that several suites look at, drawn once.
enum Offices {
  /// 60 hosts, three days from a Monday, one small chain on the last.
  static var tiny: OfficeOptions {
    var options = OfficeOptions()
    options.seed = 42
    options.hosts = 60
    options.days = 3
    options.flowsPerWorkday = 900
    options.intrusions = [Intrusion(.hopChain, day: 2, hops: 3, discovery: 4)]
    return options
  }

  /// 150 hosts, eight days from a Monday, nobody evil, in a busy office.
  static var quietOptions: OfficeOptions {
    var options = OfficeOptions()
    options.seed = 5
    options.hosts = 150
    options.days = 8
    options.flowsPerWorkday = 3_000
    options.difficulty = .busy(hosts: 150)
    options.difficulty.newcomers = 2
    // Who moves is looked at elsewhere.
    options.difficulty.leaseChanges = 0
    options.difficulty.migrations = 0
    options.difficulty.newServers = 0
    return options
  }

  static let quiet: Result<(simulation: Simulation, days: [FlowBatch]), SimulationError> =
    Result { () throws(SimulationError) in
      let simulation = try Simulation(quietOptions)
      return (simulation, (0..<simulation.dayCount).map(simulation.day))
    }

  /// FNV-1a, 64 bits, over every column of a batch.
  static func hash(_ batch: FlowBatch, from start: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
    var hash = start
    func mix(_ value: UInt64) {
      for byte in 0..<8 {
        hash = (hash ^ (value >> UInt64(8 * byte) & 255)) &* 0x100_0000_01b3
      }
    }
    for row in 0..<batch.count {
      let flow = batch[row]
      for value in [
        flow.start.microseconds, flow.durationMicroseconds, flow.packetsOut, flow.packetsIn,
        flow.bytesOut, flow.bytesIn, Int64(flow.sourcePort), Int64(flow.service.port),
      ] {
        mix(UInt64(bitPattern: value))
      }
      mix(flow.source.low)
      mix(flow.target.low)
      mix(UInt64(flow.service.transport.rawValue) << 8 | UInt64(flow.state.rawValue))
    }
    return hash
  }
}
