// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Reporting

/// Says what is installed, what is missing, and what still works.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Says what is installed, what is missing, what still works.",
    discussion: """
      Example:
        sidestep doctor
      """)

  private struct Check {
    let name: String
    let isFine: Bool
    let remark: String
  }

  func run() async throws {
    let checks = [drawing, worker, font, printer, folder]
    try Console.say("sidestep \(Version.text)")
    for check in checks {
      try Console.say("\(check.isFine ? "ok     " : "MISSING")  \(check.name): \(check.remark)")
    }
    if checks.contains(where: { !$0.isFine }) { throw ExitCode(1) }
  }

  private static let tinyGraph = "digraph { a -> b }"

  private var drawing: Check {
    do {
      _ = try GraphvizRenderer.svg(dot: Self.tinyGraph)
      return Check(name: "libgvc", isFine: true, remark: "draws maps")
    } catch {
      return Check(
        name: "libgvc", isFine: false,
        remark: "\(error); install libgraphviz-dev; tables and report still work, without a map")
    }
  }

  private var worker: Check {
    do {
      guard let worker = MapWorker.ofThisProgram else {
        return Check(
          name: "map worker", isFine: false,
          remark: "this program cannot find itself; large maps are drawn without a limit")
      }
      _ = try worker.svg(dot: Self.tinyGraph, engine: .dot, seconds: 10)
      return Check(name: "map worker", isFine: true, remark: "draws large maps within limits")
    } catch {
      return Check(
        name: "map worker", isFine: false, remark: "\(error); large maps cannot be drawn")
    }
  }

  private var font: Check {
    let folders = ["/usr/share/fonts", "/usr/local/share/fonts", NSHomeDirectory() + "/.fonts"]
    let isThere = folders.contains { folder in
      FileManager.default.enumerator(atPath: folder)?.contains {
        ($0 as? String)?.hasSuffix("DejaVuSans.ttf") ?? false
      } ?? false
    }
    return Check(
      name: "font DejaVu Sans", isFine: isThere,
      remark: isThere
        ? "maps look the same everywhere"
        : "install fonts-dejavu-core; maps are drawn with another font and other widths")
  }

  /// Fine either way: only those who ask for it need it.
  private var printer: Check {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = PagePrinter.installed(path: path)?.executable
    return Check(
      name: "PDF", isFine: true,
      remark: found.map { "\($0) prints reports" }
        ?? "no chromium is installed, so analyze --pdf does not work; all else does")
  }

  private var folder: Check {
    let here = FileManager.default.currentDirectoryPath
    let isFine = FileManager.default.isWritableFile(atPath: here)
    return Check(
      name: "working folder", isFine: isFine,
      remark: isFine ? "can be written" : "cannot be written; give another with -o")
  }
}
