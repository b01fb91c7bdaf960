// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Every command line of the README does what it says it does: it runs.
@Suite struct ReadmeTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let text = try? String(
    contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)

  /// The lines of ```sh blocks that call the program, continued lines joined, in order.
  static func commands(in text: String) -> [String] {
    var commands: [String] = []
    var isInside = false
    var isContinued = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = !isInside && line.dropFirst(3).trimmingCharacters(in: .whitespaces) == "sh"
        isContinued = false
        continue
      }
      guard isInside else { continue }
      let bare = line.hasPrefix("$ ") ? line.dropFirst(2) : line
      let part = bare.hasSuffix("\\") ? bare.dropLast() : bare
      if isContinued {
        commands[commands.count - 1] += " " + part
      } else {
        commands.append(String(part))
      }
      isContinued = bare.hasSuffix("\\")
    }
    return commands.filter { command in
      command.contains(#/(^|/|\s)sidestep /#) && !command.hasPrefix("#")
        && !command.hasPrefix("make ") && !command.hasPrefix("git ") && !command.hasPrefix("cd ")
    }
  }

  @Test("command lines are found in fenced blocks, joined where they go on")
  func parsing() {
    let text = """
      run `sidestep nothing`
      ```sh
      # sidestep comment
      make demo
      sidestep edges conn.log | head
      $ .build/release/sidestep analyze a.log \\
          -o out
      ```
      ```
      sidestep not shell
      ```
      """
    #expect(
      Self.commands(in: text) == [
        "sidestep edges conn.log | head", ".build/release/sidestep analyze a.log      -o out",
      ])
  }

  @Test("every sidestep command of the README runs beside the example files")
  func runs() throws {
    let commands = Self.commands(in: try #require(Self.text))
    #expect(!commands.isEmpty)
    let folder = try Place()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/reports", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Self.root.appendingPathComponent("Resources").path,
      toPath: folder.path + "/Resources")
    for command in commands {
      let plain = command.replacing(
        #/(\.build/(release|debug)/|swift run )sidestep/#, with: "sidestep"
      ).replacing(#/^sidestep serve /#, with: "timeout --preserve-status -s INT 3 sidestep serve ")
      let run = try Tool.shell(plain, in: folder.path)
      // 141: a reader such as head had enough.
      let isFine = run.status == 0 || (run.status == 141 && command.contains("|"))
      #expect(isFine, "\(command): \(run.status) \(run.errors)")
    }
  }
}
