// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Reporting

@Suite struct JSONValueTests {
  private let value: JSONValue = [
    "z": 1, "a": ["x", true, .number(0.5), .nothing, .list([])], "none": .nothing,
    "o": ["k\"\n": .text("\u{0}\\\u{301}")], "e": .object([]),
  ]

  @Test("members keep their order, nothing is left out, a line is a line")
  func line() {
    #expect(
      String(decoding: value.line, as: UTF8.self)
        == #"{"z":1,"a":["x",true,0.5,[]],"o":{"k\"\u000a":"\u0000\\"# + "\u{301}\"},\"e\":{}}")
  }

  @Test("a number that happens to be whole stays a fraction for whoever infers types")
  func fractions() {
    let value: JSONValue = ["a": .number(1), "b": 1, "c": .number(.infinity)]
    #expect(String(decoding: value.line, as: UTF8.self) == #"{"a":1.0,"b":1,"c":null}"#)
  }

  @Test("the page says the same as the line")
  func page() throws {
    let line = try JSONSerialization.jsonObject(with: Data(value.line)) as? NSDictionary
    let page = try JSONSerialization.jsonObject(with: Data(value.page)) as? NSDictionary
    #expect(line != nil && line == page)
    #expect(
      String(decoding: value.page, as: UTF8.self).hasPrefix("{\n  \"z\": 1,\n  \"a\": [\n    \"x\"")
    )
  }
}
