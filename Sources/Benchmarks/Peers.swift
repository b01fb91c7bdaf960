// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Other programs, timed on the same graphs in the same invocation.
enum Peers {
  private static let packages = ["networkit==11.3", "igraph==1.0.0", "numpy==2.4.6"]

  /// CPU seconds of each repeat by measure; empty, with the reason said, where they cannot run.
  static func topology(
    large: RandomArcs, small: RandomArcs, repeats: Int
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
    try write(large, to: folder.appendingPathComponent("large"))
    try write(small, to: folder.appendingPathComponent("small"))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Peers/topology.py").path
    guard
      let text = run(
        [
          script, folder.appendingPathComponent("large").path,
          folder.appendingPathComponent("small").path, "\(repeats)",
        ], packages: packageFolder)
    else {
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
    var numbers = [Int32(arcs.hosts), Int32(arcs.sources.count)]
    numbers += arcs.sources + arcs.targets
    var data = Data(capacity: 4 * numbers.count)
    for number in numbers {
      for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    try data.write(to: file)
  }

  /// What Python prints; nil if it fails.
  private static func run(_ arguments: [String], packages: String = "") -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PYTHONPATH": packages, "OMP_NUM_THREADS": "1",
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
