// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Flows
import Foundation
import Simulation

/// Times reading beside polars and duckdb.
struct IngestBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Times reading files of flows beside polars, duckdb and gzip.",
    discussion: """
      Ours is one pass from the file to hourly edges and a profile of each source, in a process
      of its own; each peer makes edges by one query and profiles by another. CSV is polars'
      part, logs are duckdb's, by their fastest ways. Medians, with the least and the most.
      Peers come from PyPI into a throw-away folder; without Python or PyPI our figures stand
      alone.

      Example:
        swift run -c release Benchmarks ingest --rows 10000000 --formats cic
      """)

  @Option(help: "How many flows, about.")
  var rows = 1_000_000

  @Option(help: "Hosts of the office they are from.")
  var hosts = 5_000

  @Option(help: "Days they are spread over.")
  var days = 7

  @Option(help: "How often each measure is made.")
  var repeats = 5

  @Option(help: "Formats, with commas between.")
  var formats = "cic,csv,zeek,zeek-json,eve"

  @Option(help: "Where the files go meanwhile (default: the folder for temporary files).")
  var folder: String?

  @Flag(help: "Leave the peers out.")
  var alone = false

  func validate() throws {
    for name in formats.split(separator: ",") where FlowFileFormat(named: String(name)) == nil {
      throw ValidationError("--formats: there is no \(name)")
    }
    guard repeats > 0, rows > 0, days > 0 else {
      throw ValidationError("--rows, --days and --repeats are above 0")
    }
  }

  func run() async throws {
    let base = folder.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
    let place = base.appendingPathComponent("sidestep-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let files = try formats.split(separator: ",").map { name in
      try write(String(name), in: place)
    }
    let zipped = try files.first.map { try Self.zip($0.path) }
    let peers =
      alone
      ? [:] : try Peers.ingest(files.map(\.path) + [zipped].compactMap(\.self), repeats: repeats)
    for threads in [1, 2] {
      print(
        "\n\(threads) \(threads == 1 ? "thread" : "threads"), CPU s (least–most); wall s; ratios by CPU, wall"
      )
      for file in files {
        let passes = try (0..<repeats).map { _ in
          try IngestPass.run(on: file.path.path, threads: threads)
        }
        report(file.format, passes, peers, threads)
      }
    }
    if let zipped, let lines = peers["gz-lines-1"] {
      let passes = try (0..<repeats).map { _ in
        try IngestPass.run(on: zipped.path, threads: 1)
      }
      let cpu = Self.median(passes.map(\.cpu))
      let peer = Self.median(Self.split(lines).cpu)
      print(
        "\n\(zipped.lastPathComponent): \(BenchmarkText.number(cpu)) s; gzip -dc | wc -l "
          + "\(BenchmarkText.number(peer)) s, ratio \(BenchmarkText.number(cpu / peer))")
    }
  }

  private struct File {
    let format: String
    let path: URL
  }

  /// Writes an office's flows and says how fast.
  private func write(_ name: String, in place: URL) throws -> File {
    var options = OfficeOptions()
    options.hosts = hosts
    options.days = days
    options.worksWeekends = true
    options.flowsPerWorkday = rows / days
    options.difficulty = .plain(hosts: hosts)
    let simulation = try Simulation(options)
    let path = place.appendingPathComponent("flows.\(name)")
    guard let format = FlowFileFormat(named: name),
      FileManager.default.createFile(atPath: path.path, contents: nil)
    else { throw ValidationError("cannot write \(path.path)") }
    let file = try FileHandle(forWritingTo: path)
    let start = clock()
    var writer = format.writer(for: simulation, labels: false)
    var bytes: [UInt8] = []
    writer.appendHeader(to: &bytes)
    var count = 0
    var size = 0
    for day in 0..<simulation.dayCount {
      try simulation.forEachHour(ofDay: day) { (hour: LabelledFlows) throws in
        count += hour.flows.count
        writer.append(hour, to: &bytes)
        size += bytes.count
        try file.write(contentsOf: Data(bytes))
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try file.close()
    let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    print(
      "\(name): \(count) flows, \(size / 1_000_000) MB, written at "
        + "\(Int(Double(count) / seconds / 1_000))k flows per CPU s")
    return File(format: name, path: path)
  }

  private static func zip(_ path: URL) throws -> URL {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-1", "--keep", path.path]
    try process.run()
    process.waitUntilExit()
    return path.appendingPathExtension("gz")
  }

  private func report(
    _ format: String, _ passes: [IngestPass], _ peers: [String: [Double]], _ threads: Int
  ) {
    let (cpu, wall) = (passes.map(\.cpu).sorted(), passes.map(\.wall).sorted())
    let spread = "\(BenchmarkText.number(cpu[0]))–\(BenchmarkText.number(cpu[cpu.count - 1]))"
    var line =
      format.padded(11) + "\(BenchmarkText.number(Self.median(cpu))) (\(spread))".padded(24)
      + BenchmarkText.number(Self.median(wall)).padded(8)
      + "\(passes.map(\.megabytes).max() ?? 0) MB".padded(9)
    if let edges = peers["\(format)-edges-\(threads)"].map(Self.split),
      let profile = peers["\(format)-profile-\(threads)"].map(Self.split)
    {
      func ratio(_ peer: Double, _ own: [Double]) -> String {
        BenchmarkText.number(peer / Self.median(own))
      }
      let byCPU = [edges.cpu, profile.cpu].map(Self.median)
      let byWall = [edges.wall, profile.wall].map(Self.median)
      line +=
        "peer edges \(BenchmarkText.number(byCPU[0])), profile \(BenchmarkText.number(byCPU[1])): "
        + "both \(ratio(byCPU[0] + byCPU[1], cpu)), \(ratio(byWall[0] + byWall[1], wall)); "
        + "edges alone \(ratio(byCPU[0], cpu)), \(ratio(byWall[0], wall)); "
        + "profile alone \(ratio(byCPU[1], cpu)), \(ratio(byWall[1], wall))"
    }
    print(line)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// CPU and wall seconds that come in turn.
  private static func split(_ seconds: [Double]) -> (cpu: [Double], wall: [Double]) {
    (
      stride(from: 0, to: seconds.count - 1, by: 2).map { seconds[$0] },
      stride(from: 1, to: seconds.count, by: 2).map { seconds[$0] }
    )
  }
}
