// SPDX-License-Identifier: Apache-2.0
import Testing

/// What the program says of itself.
@Suite struct HelpTests {
  static let commands = [
    "analyze", "ingest", "alerts", "serve", "learn", "explain", "score", "features", "edges",
    "export",
    "graph", "map", "evaluate", "simulate", "formats", "db", "doctor",
  ]

  @Test(
    "the help of every command shows an example of it, in lines that fit a terminal",
    arguments: commands)
  func example(command: String) throws {
    let run = try Tool.run([command, "--help"])
    #expect(run.status == 0)
    #expect(run.text.contains("Example:\n  sidestep \(command)"))
    #expect(run.errors.isEmpty)
    let overview = run.text.split(separator: "USAGE:").first?.split(separator: "\n") ?? []
    // A line the help has to break leaves its last words alone on the next.
    #expect(overview.allSatisfy { $0.contains(" ") || $0 == "Example:" })
  }

  @Test("the overview names every command for people, and no other")
  func overview() throws {
    for arguments in [["--help"], []] {
      let run = try Tool.run(arguments)
      #expect(run.status == 0)
      for command in Self.commands { #expect(run.text.contains("\n  \(command) ")) }
      #expect(!run.text.contains("render"))
    }
  }

  @Test("the version is one line")
  func version() throws {
    let run = try Tool.run(["--version"])
    #expect(run.status == 0)
    #expect(run.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test("doctor finds everything here that drawing needs")
  func doctor() throws {
    let run = try Tool.run(["doctor"])
    #expect(run.status == 0, "\(run.text)")
    #expect(run.lines.dropFirst().count >= 3)
    #expect(run.lines.dropFirst().allSatisfy { $0.hasPrefix("ok ") })
  }

  @Test("completions are a script that the shell reads", arguments: ["bash"])
  func completions(shell: String) throws {
    let run = try Tool.shell(
      "sidestep --generate-completion-script \(shell) > \"$PWD/completions\" && \(shell) -n completions && cat completions",
      in: try Place().path)
    #expect(run.status == 0, "\(run.errors)")
    for command in Self.commands { #expect(run.text.contains(command)) }
  }
}
