// SPDX-License-Identifier: Apache-2.0

import Detection
import Foundation

/// Other programs, timed on the same data in the same invocation.
enum Peers {
  /// CPU seconds of each repeat by measure; empty, with the reason said, where they cannot run.
  static func topology(
    large: RandomArcs, small: RandomArcs, repeats: Int
  ) throws -> [String: [Double]] {
    try measure(
      "topology", packages: ["networkit==11.3", "igraph==1.0.0", "numpy==2.4.6"], repeats: repeats
    ) { folder in
      let files = ["large", "small"].map { folder.appendingPathComponent($0) }
      try write(large, to: files[0])
      try write(small, to: files[1])
      return files
    }
  }

  /// The same of detectors.
  static func detectors(_ rows: Rows, repeats: Int) throws -> [String: [Double]] {
    try measure(
      "detectors", packages: ["scikit-learn==1.9.1", "numpy==2.4.6"], repeats: repeats
    ) { folder in
      let file = folder.appendingPathComponent("rows")
      try write(
        [Int32(rows.count), Int32(rows.columns)].map { UInt32(bitPattern: $0) }
          + rows.values.map(\.bitPattern), to: file)
      return [file]
    }
  }

  /// The same of reading files; CPU and wall seconds in turn.
  static func ingest(_ files: [URL], repeats: Int) throws -> [String: [Double]] {
    try measure("ingest", packages: ["polars==2.1.0", "duckdb==2.0.1"], repeats: repeats) { _ in
      files
    }
  }

  /// Runs a script of `Peers` on files made in a throw-away folder.
  private static func measure(
    _ name: String, packages: [String], repeats: Int, files: (URL) throws -> [URL]
  ) throws -> [String: [Double]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sidestep-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let packageFolder = folder.appendingPathComponent("packages").path
    guard
      run(
        [
          "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check",
          "--root-user-action=ignore", "--target", packageFolder,
        ] + packages) != nil
    else {
      print("no Python, pip or PyPI: the peers' columns stay empty")
      return [:]
    }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Peers/\(name).py").path
    let arguments = [script] + (try files(folder)).map(\.path) + ["\(repeats)"]
    guard let text = run(arguments, packages: packageFolder) else {
      print("the peers did not run: their columns stay empty")
      return [:]
    }
    var seconds: [String: [Double]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if let name = words.first {
        seconds[String(name)] = words.dropFirst().compactMap { Double($0) }
      }
    }
    return seconds
  }

  private static func write(_ arcs: RandomArcs, to file: URL) throws {
    let numbers = [Int32(arcs.hosts), Int32(arcs.sources.count)] + arcs.sources + arcs.targets
    try write(numbers.map { UInt32(bitPattern: $0) }, to: file)
  }

  /// Little-endian.
  private static func write(_ numbers: [UInt32], to file: URL) throws {
    var data = Data(capacity: 4 * numbers.count)
    for number in numbers {
      for shift in [0, 8, 16, 24] {
        data.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
      }
    }
    try data.write(to: file)
  }

  /// What Python prints; nil if it fails.
  private static func run(_ arguments: [String], packages: String = "") -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PYTHONPATH": packages, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
