// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Detection

@Suite struct StableIDTests {
  @Test("ids are FNV-1a of their parts: the published test vectors")
  func vectors() {
    #expect(StableID.make("x", []) == "x-cbf29ce484222325")
    #expect(StableID.make("x", ["a"]) == "x-af63dc4c8601ec8c")
    #expect(StableID.make("x", ["foobar"]) == "x-85944171f73967e8")
  }

  @Test("parts are kept apart")
  func separation() {
    #expect(StableID.make("x", ["ab", "c"]) != StableID.make("x", ["a", "bc"]))
  }
}
