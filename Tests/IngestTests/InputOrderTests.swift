// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct InputOrderTests {
  private func log(day: Int) -> String {
    Samples.zeek.replacing("17724420", with: "\(17_724_420 + day * 864)")
  }

  @Test("files are read in the order of their times, in any format and compression")
  func order() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(log(day: 2).utf8, to: "a.log")
    _ = try folder.write(Gzip.compress(Array(log(day: 1).utf8)), to: "b/x.gz")
    _ = try folder.write(Samples.cic.utf8, to: "c.csv")
    _ = try folder.write("notes".utf8, to: "a.txt")
    _ = try folder.write(Samples.zeekHeader.utf8, to: "z.log")
    let inputs = try InputFile.resolve([folder.path])
    let order = InputOrder(
      inputs, options: ReadOptions(threads: 4), recognition: FormatRecognition())
    let names = order.inputs.map { String($0.path.dropFirst(folder.path.count + 1)) }
    // What has no flow in its first lines may begin at any time.
    #expect(names == ["z.log", "c.csv", "b/x.gz", "a.log", "a.txt"])
    #expect(order.begin(from: 2) == 1_772_442_000_000_001 + 86_400_000_000)
    #expect(order.begin(from: 0) == .min)
    #expect(order.begin(from: 4) == .max && order.begin(from: 5) == .max)
  }

  @Test("stretches without a flow are told, whatever the order of times")
  func gaps() {
    var hours = HourSet()
    for hour in [9, 1, 2, 2, 5, 1] { hours.insert(Int64(hour) * 3_600_000_000 + 17) }
    #expect(
      hours.gaps.map { "\($0.start.clock) \($0.end.clock)" } == [
        "03:00:00 05:00:00", "06:00:00 09:00:00",
      ])
    #expect(HourSet().gaps.isEmpty)
  }
}
