// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Ingest

@Suite struct ContentHashTests {
  @Test("hashes are the published ones for nothing and for abc")
  func vectors() {
    #expect(
      ContentHash.sha256(of: "")
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      ContentHash.sha256(of: "abc")
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("a file longer than one piece hashes as a whole, a missing one not at all")
  func files() throws {
    let path = NSTemporaryDirectory() + "/sidestep-hash-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(repeating: 0x61, count: 3_000_000).write(to: URL(fileURLWithPath: path))
    #expect(
      ContentHash.sha256(ofFile: path)
        == ContentHash.sha256(of: String(repeating: "a", count: 3_000_000)))
    #expect(ContentHash.sha256(ofFile: path + "-missing") == nil)
  }
}
