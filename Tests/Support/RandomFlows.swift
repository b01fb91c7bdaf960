// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Flows for tests.
public enum RandomFlows {
  /// `count` flows among few internal and external hosts, over some days, fixed by `seed`.
  public static func make(_ count: Int, seed: UInt64, hosts: Int = 12, days: Int = 2) -> [Flow] {
    var generator = SeededGenerator(seed: seed)
    let services: [Service] = [.tcp(445), .tcp(22), .tcp(443), .udp(53), .tcp(5985)]
    let states = ConnectionState.allCases
    func address(_ generator: inout SeededGenerator) -> IPAddress {
      let number = UInt32.random(in: 0..<UInt32(hosts), using: &generator)
      if number % 7 == 6 { return IPAddress(v4: 0xcb00_7100 + number) }
      return IPAddress(v4: 0x0a00_0001 + number % 3 << 8 + number)
    }
    return (0..<count).map { _ in
      let start = Int64.random(in: 0..<Int64(days) * 86_400_000_000, using: &generator)
      return Flow(
        start: Timestamp(microseconds: 1_772_409_600_000_000 + start),
        durationMicroseconds: Int64.random(in: 0...5_000_000, using: &generator),
        source: address(&generator), target: address(&generator),
        sourcePort: UInt16.random(in: 49_152...65_535, using: &generator),
        service: services[Int.random(in: 0..<services.count, using: &generator)],
        packetsOut: Int64.random(in: 1...9, using: &generator),
        packetsIn: Int64.random(in: 0...9, using: &generator),
        bytesOut: Int64.random(in: 40...9_000, using: &generator),
        bytesIn: Int64.random(in: 0...9_000, using: &generator),
        state: states[Int.random(in: 0..<states.count, using: &generator)])
    }
  }
}

/// Short ways to write flows in drawn examples.
extension Flow {
  /// A completed TCP connection `minute` minutes after 2026-03-02T00:00:00Z.
  public static func tcp(
    _ source: String, _ target: String, _ port: UInt16, minute: Int,
    state: ConnectionState = .closed
  ) -> Flow {
    Flow(
      start: Timestamp(microseconds: 1_772_409_600_000_000 + Int64(minute) * 60_000_000),
      durationMicroseconds: 1_000_000, source: IPAddress(source) ?? .internet,
      target: IPAddress(target) ?? .internet, sourcePort: 50_000, service: .tcp(port),
      packetsOut: 5, packetsIn: state.isFailure ? 0 : 5, bytesOut: 500,
      bytesIn: state.isFailure ? 0 : 700, state: state, direction: .handshake)
  }
}
