// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing
import Topology

@testable import Detection

/// Files by anybody: an error that says what is wrong, or a model; never a trap.
@Suite struct HostileModelTests {
  private static let small = Result { try Learned.model(hosts: 8, days: 0..<4) }

  private func bytes() throws -> [UInt8] { try Learned.file.bytes(of: Self.small.get()) }

  private func error(_ bytes: [UInt8]) -> ModelError? {
    #expect(throws: ModelError.self) { try Learned.file.model(bytes) }
  }

  @Test("a chain that jumps, or is longer than there are hosts to visit, is refused")
  func chains() throws {
    var profiles = HostProfiles()
    profiles.fold(
      Learned.edges([
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 1), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 2),
      ]).mergingTicks(), features: nil, subnets: SubnetMap())
    let numbers = HostNumbers(profiles)
    func isRead(_ hops: [(from: Int, to: Int)]) throws -> Bool {
      var kept = CausalChains.Kept()
      for (number, hop) in hops.enumerated() {
        let flow = Flow.tcp("10.0.0.\(hop.from)", "10.0.0.\(hop.to)", 22, minute: number)
        let edge = Edge(
          source: flow.source, target: flow.target, service: flow.service, flows: 1,
          firstSeen: flow.start, lastSeen: flow.start)
        kept.nodes.append(
          CausalChains.Node(
            move: Move(
              source: flow.source, target: flow.target, start: flow.start.microseconds,
              sessions: [Move.Session(edge: edge, reason: Evidence(.edge, ""))], surprise: 5,
              sighting: nil), score: 5, cause: number > 0 ? number - 1 : nil, certainty: 1,
            candidates: 1))
        kept.isRecent.append(true)
      }
      var writer = ByteWriter()
      CausalChains(horizonHours: 72, kept).write(to: &writer, numbers)
      var reader = ByteReader(writer.bytes)
      do throws(StorageError) {
        _ = try CausalChains(
          from: &reader, horizonHours: 72, end: Learned.day(1).microseconds, numbers)
        return true
      } catch {
        return false
      }
    }
    #expect(try isRead([(1, 2), (2, 3)]))
    #expect(try !isRead([(1, 2), (1, 3)]))
    #expect(try !isRead([(1, 2), (2, 3), (3, 1), (1, 2)]))
  }

  @Test("other files, versions, lengths and checksums are told apart")
  func kinds() throws {
    let good = try bytes()
    #expect(error([]) == .notAModel)
    #expect(error(Array("\u{1f}\u{8b}garbage\n\n".utf8)) == .notAModel)
    #expect(error(Array("sidestep model 1".utf8)) == .notAModel)
    #expect(error(Array("sidestep model 1\n\n".utf8)) == .otherVersion("1"))
    #expect(error(Array("sidestep model 4\n\n".utf8)) == .badHeader(line: 1))
    #expect(
      error(Array("sidestep model 4\nbody: -3 bytes, sha256 0\n\n".utf8))
        == .wrongLength(expected: -3, found: 0))
    let size = try Self.small.get().body().count
    #expect(error(good + [0]) == .wrongLength(expected: size, found: size + 1))
    #expect(error(good.dropLast()) == .wrongLength(expected: size, found: size - 1))
    var turned = good
    turned[good.count - 1] ^= 1
    #expect(error(turned) == .wrongChecksum)
    var text = String(decoding: good.prefix(good.count - size), as: UTF8.self)
    let hosts = "hosts: \(try Self.small.get().hosts)\n"
    #expect(text.contains(hosts))
    text = text.replacing(hosts, with: "hosts: 1\n")
    #expect(error(Array(text.utf8) + good.suffix(size)) == .badHeader(line: 11))
  }

  @Test("no file that was cut is a model")
  func truncatedFiles() throws {
    let good = try bytes()
    for length in stride(from: 0, to: good.count, by: 7) {
      #expect(throws: ModelError.self) { try Learned.file.model(Array(good.prefix(length))) }
    }
  }

  @Test("no body that was cut is a model, whatever its checksum, and none goes on after its end")
  func truncatedBodies() throws {
    let body = try Self.small.get().body()
    for length in body.indices {
      #expect(throws: ModelError.self, "\(length)") { try Model(body: Array(body[..<length])) }
    }
    #expect(throws: ModelError.self) { try Model(body: body + [0]) }
  }

  @Test("changed bytes give an error, or a model with those very bytes", arguments: UInt64(0)..<4)
  func flips(seed: UInt64) throws {
    let body = try Self.small.get().body()
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<1500 {
      var changed = body
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      guard let model = try? Model(body: changed) else { continue }
      accepted += 1
      #expect(try model.body() == changed)
    }
    #expect(accepted > 0)
  }

  @Test("models of changed bytes can be judged by and go on learning", arguments: UInt64(10)..<14)
  func use(seed: UInt64) async throws {
    let body = try Self.small.get().body()
    let day = Learned.edges(Learned.flows(hosts: 8, days: 20_000..<20_001))
    var generator = SeededGenerator(seed: seed)
    var used = 0
    while used < 12 {
      var changed = body
      for _ in 0..<3 {
        changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      guard let model = try? Model(body: changed), model.settings == (try Self.small.get().settings)
      else { continue }
      used += 1
      let result = try? await Analysis.run(day, options: AnalysisOptions(), model: model)
      let next = try? Analysis.learn(day, options: AnalysisOptions(), into: model)
      #expect((result == nil) == (next == nil))
      if let next { #expect(try Model(body: next.body()).windows == next.windows) }
    }
  }

  @Test("a count is believed only as far as there are bytes")
  func counts() throws {
    let body = try Self.small.get().body()
    // The first count is that of features: as large as a number can be.
    let huge: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]
    let error = #expect(throws: ModelError.self) { try Model(body: huge + body.dropFirst()) }
    #expect(error?.description.contains("18446744073709551615 features") == true)
  }

  @Test("features of another version are told")
  func features() throws {
    var body = try Self.small.get().body()
    let name = try #require(body.firstIndex(of: UInt8(ascii: "_")))
    body[name] = UInt8(ascii: "-")
    #expect(throws: ModelError.otherFeatures) { try Model(body: body) }
  }
}
