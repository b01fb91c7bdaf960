// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct AllowListTests {
  private static let parties = ["*", "10.0.0.0/8", "10.0.1.0/24", "10.0.1.7", "10.0.1.8", "::"]

  private func party(_ text: String) -> AllowList.Party {
    text == "*" ? .anyone : Subnet(text).map(AllowList.Party.block) ?? .anyone
  }

  private func contains(_ text: String, _ address: IPAddress) -> Bool {
    text == "*" || Subnet(text)?.contains(address) == true
  }

  @Test("the first rule in force is found, as by trying them all", arguments: UInt64(0)..<100)
  func matching(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var written: [(source: String, target: String, port: UInt16?, expires: Int64?)] = []
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      written.append(
        (
          try #require(Self.parties.randomElement(using: &generator)),
          try #require(Self.parties.randomElement(using: &generator)),
          [nil, 22, 445].randomElement(using: &generator) ?? nil,
          [nil, 50, 150].randomElement(using: &generator) ?? nil
        ))
    }
    let list = AllowList(
      written.enumerated().map { number, rule in
        AllowList.Rule(
          line: number, source: party(rule.source), target: party(rule.target), port: rule.port,
          reason: "test", expires: rule.expires.map { Timestamp(microseconds: $0) })
      })
    let hosts = try ["10.0.1.7", "10.0.1.8", "10.9.0.1", "192.168.0.1", "::"].map {
      try #require(IPAddress($0))
    }
    for source in hosts {
      for target in hosts {
        for port in [UInt16(22), 445, 80] {
          let fits = written.indices.filter {
            contains(written[$0].source, source) && contains(written[$0].target, target)
              && written[$0].port ?? port == port
          }
          let active = fits.first { (written[$0].expires ?? .max) > 100 }
          let expected = (active ?? fits.first).map {
            AllowList.Match(rule: $0, isExpired: active == nil)
          }
          let found = list.match(
            source, target, .tcp(port), at: Timestamp(microseconds: 100))
          #expect(found == expected)
        }
      }
    }
  }

  @Test("a name allows only while the address had it")
  func names() throws {
    let address = try #require(IPAddress("10.0.1.7"))
    let moment = { (value: Int64) in Timestamp(microseconds: value) }
    let assets = AssetTable([
      .init(address: address, name: "old", role: nil, to: moment(100)),
      .init(address: address, name: "new", role: nil, from: moment(100)),
    ])
    let list = AllowList(
      [
        .init(
          line: 1, source: .host(name: "old", addresses: [address]), target: .anyone, reason: "x")
      ],
      assets: assets)
    #expect(list.match(address, address, .tcp(22), at: moment(99))?.rule == 0)
    #expect(list.match(address, address, .tcp(22), at: moment(100)) == nil)
  }
}
