// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Flows
import Foundation
import Ingest
import Topology

/// One pass over a file in a process of its own, so that its memory can be told.
struct IngestPass {
  /// Seconds of all threads.
  let cpu: Double
  /// Seconds from start to end.
  let wall: Double
  /// The most memory the process had.
  let megabytes: Int

  /// Runs this program's `ingest-pass` on a file.
  static func run(on path: String, threads: Int) throws -> IngestPass {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["ingest-pass", path, "--threads", "\(threads)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .compactMap {
        Double($0)
      }
    guard process.terminationStatus == 0, words.count == 3 else {
      throw ValidationError("\(path) could not be read")
    }
    return IngestPass(cpu: words[0], wall: words[1], megabytes: Int(words[2]))
  }
}

/// What ``IngestPass`` runs.
struct IngestPassCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ingest-pass", shouldDisplay: false)

  @Argument var file: String
  @Option var threads = 1

  func run() async throws {
    let start = ContinuousClock.now
    let parts = Parallel.Sums { EdgeTableBuilder(scope: EdgeScope()) }
    _ = try await FlowSource.read(
      try InputFile.resolve([file]), options: ReadOptions(threads: threads),
      transform: { flows in parts.add { $0.add(flows) } }, fold: { _ in })
    var builder = EdgeTableBuilder(scope: EdgeScope())
    for part in parts.take() { builder.merge(part) }
    let table = (consume builder).table()
    let profiles = SourceProfile.all(of: table)
    guard !profiles.isEmpty else { throw ValidationError("no edges") }
    let wall = ContinuousClock.now - start
    print(
      Double(clock()) / Double(CLOCKS_PER_SEC),
      Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18,
      Self.peakMegabytes)
  }

  /// The most memory this process held at once, in megabytes; 0 where the system does not tell.
  private static var peakMegabytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1_024 / 1_000_000 }
      ?? 0
  }
}

/// What one host did as a source, as the peers' second query has it.
struct SourceProfile {
  var flows: Int64 = 0
  var failed: Int64 = 0
  var bytesOut: Int64 = 0
  var bytesIn: Int64 = 0
  var duration: Int64 = 0
  var targets = 0
  var services = 0

  /// The profile of every source.
  static func all(of hourly: EdgeTable) -> [SourceProfile] {
    var profiles = [SourceProfile](repeating: SourceProfile(), count: hourly.hosts.count)
    var services = [[Service]](repeating: [], count: hourly.hosts.count)
    let edges = hourly.mergingTicks()
    for row in 0..<edges.count {
      let source = Int(edges.sources[row])
      profiles[source].flows += edges.flows[row]
      profiles[source].failed += edges.failedFlows[row]
      profiles[source].bytesOut += edges.bytesOut[row]
      profiles[source].bytesIn += edges.bytesIn[row]
      profiles[source].duration += edges.durations[row]
      services[source].append(edges.services[row])
      if row == 0 || edges.sources[row - 1] != edges.sources[row]
        || edges.targets[row - 1] != edges.targets[row]
      {
        profiles[source].targets += 1
      }
    }
    for source in profiles.indices { profiles[source].services = Set(services[source]).count }
    return profiles.filter { $0.flows > 0 }
  }
}
