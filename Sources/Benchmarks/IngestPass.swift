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
    let sums = EdgeSums(scope: EdgeScope())
    _ = try await FlowSource.read(
      try InputFile.resolve([file]), options: ReadOptions(threads: threads), into: sums)
    let table = sums.take().table()
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
  var ports = 0

  /// The profile of every source.
  static func all(of edges: EdgeTable) -> [SourceProfile] {
    var profiles = [SourceProfile](repeating: SourceProfile(), count: edges.hosts.count)
    // Row numbers by source, so that one mark for each target and port tells what is new.
    var next = [Int](repeating: 0, count: edges.hosts.count + 1)
    for source in edges.sources { next[Int(source) + 1] += 1 }
    for host in 0..<edges.hosts.count { next[host + 1] += next[host] }
    var order = [Int32](repeating: 0, count: edges.count)
    for row in 0..<edges.count {
      order[next[Int(edges.sources[row])]] = Int32(row)
      next[Int(edges.sources[row])] += 1
    }
    var lastOfTarget = [Int32](repeating: -1, count: edges.hosts.count)
    var lastOfPort = [Int32](repeating: -1, count: 65_536)
    for row in order.lazy.map(Int.init) {
      let source = Int(edges.sources[row])
      profiles[source].flows += edges.flows[row]
      profiles[source].failed += edges.failedFlows[row]
      profiles[source].bytesOut += edges.bytesOut[row]
      profiles[source].bytesIn += edges.bytesIn[row]
      profiles[source].duration += edges.durations[row]
      if lastOfTarget[Int(edges.targets[row])] != edges.sources[row] {
        lastOfTarget[Int(edges.targets[row])] = edges.sources[row]
        profiles[source].targets += 1
      }
      if lastOfPort[Int(edges.services[row].port)] != edges.sources[row] {
        lastOfPort[Int(edges.services[row].port)] = edges.sources[row]
        profiles[source].ports += 1
      }
    }
    return profiles.filter { $0.flows > 0 }
  }
}
