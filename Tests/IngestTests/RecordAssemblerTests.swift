// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@testable import Ingest

@Suite struct RecordAssemblerTests {
  private let good = [
    "1.0", "C", "10.0.0.1", "40000", "10.0.0.2", "22", "tcp", "-", "1.0", "10", "20", "SF", "T",
    "0", "ShADadFf", "5", "9",
    "5", "9",
  ]

  private func row(_ column: Int, _ value: String) -> String {
    var columns = good
    columns[column] = value
    return columns.joined(separator: "\t") + "\n"
  }

  @Test(
    "a wrong value is rejected with the reason, and the records around it are used",
    arguments: [
      (0, "-", Rejection.Reason.missingField(.start)), (0, "", .missingField(.start)),
      (0, "yesterday", .badTime(.start)), (0, "NaN", .badTime(.start)),
      (0, "-1.0", .timeOutOfRange),
      (0, "4102444800", .timeOutOfRange), (0, "1e30", .badTime(.start)),
      (0, "2026-13-01T00:00:00Z", .badTime(.start)),
      (0, "31/02/2026 10:00", .badTime(.start)), (2, "00:11:22:33:44:55", .badAddress(.source)),
      (2, "10.0.0.256", .badAddress(.source)), (2, "-", .missingField(.source)),
      (4, "host", .badAddress(.target)),
      (3, "65536", .badPort(.sourcePort)), (3, "-1", .badPort(.sourcePort)),
      (5, "ssh", .badPort(.targetPort)),
      (5, "-", .missingField(.targetPort)), (5, "99999999999999999999", .badPort(.targetPort)),
      (6, "-", .missingField(.transport)), (6, "carrier-pigeon", .badTransport),
      (6, "256", .badTransport),
      (8, "-0.5", .negativeDuration), (8, "Infinity", .badNumber(.duration)),
      (8, "1e12", .timeOutOfRange),
      (8, "1e300", .badNumber(.duration)), (9, "NaN", .badNumber(.bytesOut)),
      (9, "-5", .badNumber(.bytesOut)),
      (10, "10000000000001", .badNumber(.bytesIn)), (15, "x", .badNumber(.packetsOut)),
    ])
  func rejected(column: Int, value: String, reason: Rejection.Reason) async throws {
    let whole = good.joined(separator: "\t") + "\n"
    let reading = try await Reading.text(Samples.zeekHeader + whole + row(column, value) + whole)
    #expect(reading.flows.count == 2)
    #expect(reading.summary.rejected == [reason: 1])
    #expect(reading.summary.rejections.map(\.line) == [10])
    #expect(reading.summary.rejections.map(\.reason) == [reason])
  }

  @Test(
    "values in unusual but right forms are used",
    arguments: [
      (0, "0"), (0, "1.5E+09"), (0, "2026-03-02T09:15:00.5+0200"), (0, "2026/03/02 09:15:00.5"),
      (3, "0x9c40"),
      (3, "40000.0"), (8, "0"), (8, "1.64E+07"), (9, "1.0E+13"), (15, "1072.0"), (6, "TCP"),
      (6, "6"), (6, "6.0"),
      (2, "2001:db8::1"), (2, " 10.0.0.1 "), (11, "(empty)"), (11, "nonsense"), (14, "-"),
    ])
  func used(column: Int, value: String) async throws {
    let reading = try await Reading.text(Samples.zeekHeader + row(column, value))
    #expect(reading.flows.count == 1)
  }

  @Test("protocols without ports have port 0 whatever the columns hold")
  func portless() async throws {
    let reading = try await Reading.text(
      Samples.zeekHeader + row(6, "icmp") + row(6, "gre").replacing("\t22\t", with: "\t-\t"))
    #expect(reading.flows.map(\.sourcePort) == [0, 0])
    #expect(reading.flows.map(\.service.port) == [0, 0])
  }

  @Test("what is below IP is ignored and not rejected")
  func belowIP() async throws {
    let text =
      Samples.argusHeader
      + "2026/03/02 09:00:00.0,1,tcp,10.1.0.4,50000,->,10.2.0.9,445,CON,0,0,2,20,10,1,x\n"
      + "2026/03/02 09:00:00.0,1,arp,10.1.0.4,,who,10.2.0.9,,CON,0,0,2,20,10,1,x\n"
      + "2026/03/02 09:00:00.0,1,weird,aa:bb:cc:00:00:00,,->,aa:bb:cc:00:00:01,,CON,0,0,2,20,10,1,x\n"
      + "2026/03/02 09:00:00.0,1,weird,10.0.0.1,,->,10.0.0.2,,CON,0,0,2,20,10,1,x\n"
      + "2026/03/02 09:00:00.0,1,udp,aa:bb:cc:00:00:00,1,->,10.0.0.2,2,CON,0,0,2,20,10,1,x\n"
    let reading = try await Reading.text(text)
    #expect(reading.summary.ignored == ["not IP": 2])
    #expect(reading.summary.rejected == [.badTransport: 1, .badAddress(.source): 1])
  }

  @Test("a total smaller than its part is rejected")
  func inconsistent() async throws {
    let text =
      Samples.argusHeader
      + "2026/03/02 09:00:00.0,1,tcp,10.1.0.4,50000,->,10.2.0.9,445,CON,0,0,2,20,30,1,x\n"
      + "2026/03/02 09:00:00.0,1,tcp,10.1.0.4,50000,->,10.2.0.9,445,CON,0,0,2,20,20,1,x\n"
    let reading = try await Reading.text(text)
    #expect(reading.summary.rejected == [.badNumber(.bytesTotal): 1])
    #expect(reading.flows.map(\.bytesIn) == [0])
  }
}
