// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Rules of ARCHITECTURE.md that a compiler cannot keep.
@Suite struct ArchitectureTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private struct SourceFile {
    let path: String
    let text: String
    var module: String { String(path.split(separator: "/")[1]) }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  private func files(under folder: String) throws -> [SourceFile] {
    let base = Self.root.appending(path: folder)
    let names = try #require(FileManager.default.enumerator(atPath: base.path)).compactMap {
      $0 as? String
    }
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      SourceFile(
        path: "\(folder)/\(name)",
        text: try String(contentsOf: base.appending(path: name), encoding: .utf8))
    }
  }

  private static let core: Set = ["Flows", "Topology", "Detection", "Simulation"]

  @Test("imports point up: a module knows only the modules above it")
  func imports() throws {
    let allowed: [String: Set<String>] = [
      "Flows": [], "Topology": ["Flows"], "Detection": ["Flows", "Topology"],
      "Simulation": ["Flows"], "Ingest": ["Flows"],
      "Reporting": ["Flows", "Topology", "Detection"],
      "Archive": ["Flows", "Topology", "Detection", "Reporting"],
      "Review": ["Flows", "Topology", "Detection", "Reporting", "Archive"],
      "ReviewServer": ["Flows", "Topology", "Detection", "Archive", "Review"],
    ]
    let own = Set(allowed.keys)
    for file in try files(under: "Sources") {
      guard let mayImport = allowed[file.module] else { continue }
      for line in file.lines where line.contains("import ") && !line.hasPrefix("//") {
        guard let name = line.split(separator: " ").last.map(String.init), own.contains(name) else {
          continue
        }
        #expect(mayImport.contains(name), "\(file.path) imports \(name)")
      }
    }
  }

  @Test("the core has no Foundation, files, clock, environment or foreign randomness")
  func pureCore() throws {
    let banned = [
      "import Foundation", "import Dispatch", "fopen(", "getenv", "Date()", "ContinuousClock",
      "clock_gettime", "SystemRandomNumberGenerator", ".random()", "print(",
    ]
    for file in try files(under: "Sources") where Self.core.contains(file.module) {
      for word in banned { #expect(!file.text.contains(word), "\(file.path) has \(word)") }
    }
  }

  @Test("unsafe code is only where it is fenced")
  func unsafe() throws {
    let fenced: Set = [
      "Ingest/Capture/PacketFile", "Ingest/Files/ArchiveSource", "Ingest/Files/ContentHash",
      "Ingest/Files/Decompression", "Ingest/Records/RawBytes",
      "Reporting/Map/GraphvizRenderer", "sidestep/FlowFile",
    ]
    for file in try files(under: "Sources")
    where !fenced.contains(String(file.path.dropFirst("Sources/".count).dropLast(".swift".count))) {
      for line in file.lines where line.contains("unsafe ") && !line.contains("//") {
        Issue.record("\(file.path): \(line)")
      }
    }
  }

  @Test("nothing forces, hides from the compiler or is left to do")
  func forbiddenWords() throws {
    let banned = ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "as!", "fatalError("]
    let leftOver = ["TO" + "DO", "FIX" + "ME"]
    for folder in ["Sources", "Tests"] {
      for file in try files(under: folder) where !file.path.contains("ArchitectureTests") {
        for word in leftOver + (folder == "Sources" ? banned : []) {
          #expect(!file.text.contains(word), "\(file.path) has \(word)")
        }
      }
    }
  }

  @Test("tasks are created in few places")
  func tasks() throws {
    for file in try files(under: "Sources")
    where Self.core.contains(file.module) && !file.path.hasSuffix("Support/Parallel.swift") {
      for word in ["withTaskGroup", "Task {", "Task.detached", "Mutex("] {
        #expect(!file.text.contains(word), "\(file.path) has \(word)")
      }
    }
  }

  @Test("files are short and start with their licence")
  func fileLength() throws {
    for folder in ["Sources", "Tests"] {
      for file in try files(under: folder) {
        #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
        #expect(file.text.hasPrefix("// SPDX-License-Identifier: Apache-2.0\n"), "\(file.path)")
      }
    }
  }
}
