// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Foundation
import Review
import TestSupport
import Testing

/// What holds of every page.
@Suite struct PageTests {
  private static let frame = PageFrame(csrfToken: "token-of-this-session", hasSession: true)
  private static let hostileFrame = PageFrame(
    csrfToken: "\"><script>", notice: Hostile.whole, hasSession: true)

  /// What an independent reader finds wrong with pages.
  private func faults(_ pages: AllPages) throws -> [String] {
    let folder = try TemporaryFolder()
    // For a look at them: SIDESTEP_PAGES=/tmp/pages swift test --filter PageTests
    let kept = ProcessInfo.processInfo.environment["SIDESTEP_PAGES"]
    let path = kept ?? folder.path + "/pages"
    try pages.write(to: path)
    let said = try Python.run([Python.oracle("pages.py", of: "ReviewTests"), path])
    var lines = said.split(separator: "\n").map(String.init)
    #expect(lines.popLast() == "\(pages.pages.count) pages")
    return lines
  }

  @Test("pages are XML and HTML, labelled, without script or style", .enabled(if: Python.isPresent))
  func plain() async throws {
    let pages = try AllPages(try await Office.plain.value.archive, frame: Self.frame)
    #expect(pages.pages.count > 16)
    #expect(try faults(pages) == [])
  }

  @Test("hostile text stays text in every page", .enabled(if: Python.isPresent))
  func hostile() async throws {
    let pages = try AllPages(try await Office.hostile.value.archive, frame: Self.hostileFrame)
    #expect(try faults(pages) == [])
    for page in pages.pages {
      #expect(page.html.utf8.count < 1_500_000, "\(page.name) has \(page.html.utf8.count) bytes")
    }
    #expect(pages.pages.contains { $0.html.contains("&lt;script&gt;alert(1)") })
  }

  @Test("an empty archive has pages too", .enabled(if: Python.isPresent))
  func empty() throws {
    let (folder, archive) = try emptyArchive()
    defer { withExtendedLifetime(folder) {} }
    let pages = try AllPages(archive, frame: Self.frame)
    #expect(try faults(pages) == [])
    let inbox = try #require(pages.pages.first { $0.name == "inbox" })
    #expect(inbox.html.contains("sidestep ingest FLOWS --db"))
  }

  @Test("the reader of pages sees what is wrong", .enabled(if: Python.isPresent))
  func reader() throws {
    let folder = try TemporaryFolder()
    let page = """
      <!DOCTYPE html>
      <html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><main>
      <h1>a</h1><h3 onclick="x()">b\u{202e}</h3><p style="color:red"><input name="q"/></p>
      <form method="post" action="//evil"></form><script>1</script><i>x</i>
      </main></body></html>
      """
    try page.write(toFile: folder.path + "/bad.html", atomically: true, encoding: .utf8)
    let said = try Python.run([Python.oracle("pages.py", of: "ReviewTests"), folder.path])
    for fault in [
      "U+202E", "<i>", "onclick", "style", "without label: q", "leads to //evil", "without token",
      "script of its own", "from heading 1 to 3",
    ] {
      #expect(said.contains(fault), "\(fault) is not in \(said)")
    }
  }

  @Test("the same archive makes the same bytes")
  func determinism() async throws {
    let archive = try await Office.plain.value.archive
    let first = try AllPages(archive, frame: Self.frame)
    let second = try AllPages(archive, frame: Self.frame)
    for (a, b) in zip(first.pages, second.pages) { #expect(a.html == b.html, "\(a.name)") }
  }

  @Test("assets are those of the list and nothing else")
  func assets() {
    for name in ReviewAssets.names {
      #expect(ReviewAssets.bytes(named: name)?.bytes.isEmpty == false)
    }
    for name in ["", "../Package.swift", "review.css/", "/etc/passwd", "review_frame.mustache"] {
      #expect(ReviewAssets.bytes(named: name) == nil)
    }
  }
}
