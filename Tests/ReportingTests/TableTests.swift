// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Reporting

@Suite struct TableTests {
  private func hostile() -> Table {
    var table = Table(columns: ["name", "number", "time"])
    for (index, text) in hostileTexts.enumerated() {
      table.append([
        .text(text), .number(Double(index) / 3), .time(Cases.at(index)),
      ])
    }
    return table
  }

  @Test("CSV quotes what needs quotes and disarms formulas")
  func csv() {
    var table = Table(columns: ["a", "b"])
    table.append([.text("x,\"y\"\n"), .number(0.1)])
    table.append([.text("=1+1"), .number(-5)])
    table.append([.empty, .boolean(true)])
    #expect(
      String(decoding: table.csv(), as: UTF8.self)
        == "a,b\n\"x,\"\"y\"\"\n\",0.1\n'=1+1,-5\n,true\n")
    for start in ["=", "+", "-", "@", "\t", "\r"] {
      var table = Table(columns: ["a"])
      table.append([.text(start + "x")])
      #expect(String(decoding: table.csv(), as: UTF8.self).contains("'\(start)x"))
    }
  }

  @Test("numbers are the shortest text that reads back the same", arguments: UInt64(0)..<50)
  func numbers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let value = Double(bitPattern: generator.next())
    let text = Table.Cell.number(value).plain
    if value.isFinite { #expect(Double(text) == value) } else { #expect(text.isEmpty) }
    #expect(Table.Cell.number(5).plain == "5")
    #expect(Table.Cell.number(1e300).plain == "1e+300")
  }

  @Test("another CSV reader finds what was written")
  func python() throws {
    let read = try Tool.python(
      """
      import csv, json, sys
      sys.stdin.reconfigure(newline='', encoding='utf-8')
      csv.field_size_limit(10**9)
      print(json.dumps(list(csv.reader(sys.stdin))))
      """, input: hostile().csv())
    let rows = try JSONDecoder().decode([[String]].self, from: read)
    #expect(rows.count == hostileTexts.count + 1)
    for (row, text) in zip(rows.dropFirst(), hostileTexts) {
      let armed = "=+-@\t\r".contains { text.hasPrefix(String($0)) }
      #expect(row.count == 3)
      #expect(
        row[0].unicodeScalars.elementsEqual(
          ((armed ? "'" : "") + text).unicodeScalars.filter { $0 != "\0" }))
    }
  }

  @Test("another JSON reader finds what was written, in both JSON forms")
  func json() throws {
    struct Row: Decodable { let name: String, number: Double, time: String }
    let table = hostile()
    let rows = try JSONDecoder().decode([Row].self, from: Data(table.json()))
    #expect(rows.map(\.name) == hostileTexts)
    #expect(rows.map(\.number) == hostileTexts.indices.map { Double($0) / 3 })
    let lines = String(decoding: table.ndjson(), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == hostileTexts.count)
    for (line, text) in zip(lines, hostileTexts) {
      #expect(try JSONDecoder().decode(Row.self, from: Data(line.utf8)).name == text)
    }
  }

  @Test("what is unknown or not finite is null")
  func null() {
    var table = Table(columns: ["a", "b", "c"])
    table.append([.empty, .number(.nan), .optional(Int64?.none)])
    #expect(
      String(decoding: table.ndjson(), as: UTF8.self) == "{\"a\":null,\"b\":null,\"c\":null}\n")
    #expect(
      String(decoding: table.json(), as: UTF8.self)
        == "[\n  {\"a\":null,\"b\":null,\"c\":null}\n]\n")
    #expect(String(decoding: Table(columns: ["a"]).json(), as: UTF8.self) == "[\n]\n")
  }

  @Test("text is aligned and holds nothing a terminal obeys")
  func text() {
    var table = Table(columns: ["host", "flows"])
    table.append([.text("10.0.0.1"), .integer(5)])
    table.append([.text("b\u{1b}[2J"), .integer(1_000)])
    #expect(
      String(decoding: table.bytes(as: .table), as: UTF8.self)
        == "host      flows\n10.0.0.1      5\nb\u{fffd}[2J      1000\n")
    let wild = String(decoding: hostile().text(), as: UTF8.self)
    #expect(wild.split(separator: "\n").count == hostileTexts.count + 1)
    #expect(!wild.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }
}

/// Programs by others, as oracles.
enum Tool {
  static func python(_ script: String, input: [UInt8]) throws -> Data {
    let folder = try Scratch()
    let file = try folder.file("input", input)
    let output = try folder.file("output", [])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try Data(contentsOf: output)
  }
}

/// A folder that goes when its owner does.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sidestep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> URL {
    let file = url.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file
  }

  func folder(_ name: String) throws -> URL {
    let folder = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
