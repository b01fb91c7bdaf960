// SPDX-License-Identifier: Apache-2.0

import Simulation
import Testing

@Suite struct FlowWriterTests {
  @Test(
    "a file is the same whether written by hours or by days", arguments: FlowFileFormat.allCases)
  func pieces(format: FlowFileFormat) throws {
    let simulation = try Simulation(Offices.tiny)
    var byDay: [UInt8] = []
    var byHour: [UInt8] = []
    var dayWriter = format.writer(for: simulation, labels: true)
    var hourWriter = format.writer(for: simulation, labels: true)
    var rows = 0
    for index in 1..<3 {
      let day = simulation.labelledDay(index)
      rows += day.flows.count
      dayWriter.append(day, to: &byDay)
      simulation.forEachHour(ofDay: index) { (hour: LabelledFlows) in
        hourWriter.append(hour, to: &byHour)
      }
    }
    #expect(byDay == byHour)
    #expect(byDay.count { $0 == UInt8(ascii: "\n") } == rows)
  }

  @Test("labels name the scenario exactly where an intruder was, if asked for")
  func labels() throws {
    let simulation = try Simulation(Offices.tiny)
    let day = simulation.labelledDay(2)
    for labels in [true, false] {
      var writer = FlowFileFormat.cic.writer(for: simulation, labels: labels)
      var bytes: [UInt8] = []
      writer.append(day, to: &bytes)
      let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      let named = rows.count { $0.hasSuffix(",hop_chain") }
      #expect(named == (labels ? day.intrusions.count { $0 == 1 } : 0))
      #expect(rows.count { $0.hasSuffix(",BENIGN") } == rows.count - named)
    }
  }
}
