// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite struct InputFileTests {
  private func tree() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["b.log", "a.log", "a.csv", ".hidden", "sub/c.log", "sub/.git/d.log", "sub2/e.log"]
    {
      _ = try folder.write("x".utf8, to: name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/sub/loop", withDestinationPath: folder.path)
    return folder
  }

  private func names(_ files: [InputFile], in folder: TemporaryFolder) -> [String] {
    files.map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  @Test("a folder gives its files by name, hidden ones and links to folders aside")
  func folder() throws {
    let folder = try tree()
    let files = try InputFile.resolve([folder.path])
    #expect(names(files, in: folder) == ["a.csv", "a.log", "b.log", "sub/c.log", "sub2/e.log"])
    #expect(files.allSatisfy { !$0.isNamed })
  }

  @Test("patterns match in any part of the path")
  func patterns() throws {
    let folder = try tree()
    #expect(
      names(try InputFile.resolve([folder.path + "/*.log"]), in: folder) == ["a.log", "b.log"])
    #expect(
      names(try InputFile.resolve([folder.path + "/sub*/?.log"]), in: folder) == [
        "sub/c.log", "sub2/e.log",
      ])
    #expect(
      names(try InputFile.resolve([folder.path + "/[!b].*"]), in: folder) == ["a.csv", "a.log"])
    #expect(throws: IngestError.noInput(folder.path + "/*.pcap")) {
      try InputFile.resolve([folder.path + "/*.pcap"])
    }
  }

  @Test("a file named twice comes once, in the place of its first name")
  func twice() throws {
    let folder = try tree()
    let files = try InputFile.resolve([
      folder.path + "/b.log", folder.path, folder.path + "/./a.log",
    ])
    #expect(names(files, in: folder) == ["b.log", "a.csv", "a.log", "sub/c.log", "sub2/e.log"])
    #expect(files[0].isNamed)
    #expect(try InputFile.resolve(["-", "-"]) == [InputFile("-")])
  }

  @Test("an empty folder is no input")
  func empty() throws {
    let folder = try TemporaryFolder()
    #expect(throws: IngestError.noInput(folder.path)) { try InputFile.resolve([folder.path]) }
  }

  @Test("wildcards match as the C library's fnmatch", arguments: UInt64(0)..<50)
  func oracle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func text(_ letters: String, _ longest: Int) -> String {
      let letters = Array(letters)
      return String(
        (0..<Int.random(in: 0...longest, using: &generator)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &generator)]
        })
    }
    for _ in 0..<200 {
      var pattern = text("ab*?", 6)
      if generator.next() % 3 == 0 {
        pattern += ["[ab]", "[!a]", "[a-c]", "[!b-d]", "[]a]"][Int(generator.next() % 5)]
      }
      pattern += text("a*b", 3)
      let name = text("abcd", 8)
      #expect(
        Wildcard(pattern).matches(name) == (fnmatch(pattern, name, 0) == 0), "\(pattern) \(name)")
    }
  }

  @Test("many stars do not take forever")
  func hostile() {
    let pattern = Wildcard(String(repeating: "*a", count: 200) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }
}
