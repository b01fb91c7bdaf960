// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Columns are a promise, and every format holds the same values.
@Suite struct TableTests {
  private static let edgeColumns = [
    "src", "dst", "protocol", "dst_port", "flows", "failed_flows", "bytes_out", "bytes_in",
    "first_seen", "last_seen", "new", "crosses_subnet",
  ]
  private static let scoreColumns = [
    "host", "window_start", "window_end", "subnet", "role", "evaluable", "score", "p_value",
    "severity", "flagged", "reasons",
  ]
  private static let crossingColumns = [
    "first_seen", "last_seen", "source", "source_subnet", "source_zone", "target",
    "target_subnet", "target_zone", "protocol", "dst_port", "flows", "failed_flows", "bytes_out",
    "bytes_in", "new", "new_cell", "finding",
  ]

  private func table(_ command: String, as format: String) throws -> Tool.Outcome {
    let run = try Tool.run(
      [command, "--output-format", format] + (try Office.firstDays.get()))
    #expect(run.status == 0, "\(run.errors)")
    return run
  }

  private func header(_ data: Data) -> [String] {
    String(decoding: data.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("score starts with the promised columns, then the features")
  func score() throws {
    let columns = header(try table("score", as: "csv").output)
    #expect(columns.starts(with: Self.scoreColumns))
    let features = columns.dropFirst(Self.scoreColumns.count)
    #expect(Set(features).count == features.count)
    #expect(Set(features).isSuperset(of: ["flows_out", "fan_out", "new_edges", "pagerank"]))
    #expect(features.allSatisfy { $0.wholeMatch(of: /[a-z0-9_]+/) != nil })
    #expect(
      header(try table("features", as: "csv").output)
        == ["host", "window_start", "window_end"] + features)
  }

  @Test("edges has exactly the promised columns")
  func edges() throws {
    #expect(header(try table("edges", as: "csv").output) == Self.edgeColumns)
  }

  @Test("crossings.csv has its columns and names findings of the report")
  func crossings() throws {
    let office = try Office.demo.get()
    let files = try contents(of: office.report)
    let crossings = try #require(files["crossings.csv"])
    #expect(header(crossings) == Self.crossingColumns)
    let named = String(decoding: crossings, as: UTF8.self).split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: ",", omittingEmptySubsequences: false).last }
      .filter { !$0.isEmpty }
    let known = try Findings(folder: office.report).findings.map(\.id)
    #expect(!named.isEmpty)
    #expect(named.allSatisfy { known.contains(String($0)) })
  }

  /// Reads csv, json and ndjson with the standard library, and the aligned table by its widths.
  private static let script = """
    import csv, json, sys
    rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')))
    whole = json.load(open(sys.argv[2], encoding='utf-8'))
    lines = [json.loads(line) for line in open(sys.argv[3], encoding='utf-8')]
    assert whole == lines, 'json and ndjson differ'
    assert len(rows) == len(whole), 'csv and json differ in length'
    for row, other in zip(rows, whole):
        assert list(row) == list(other), 'columns'
        for name, text in row.items():
            value = other[name]
            if value is None: assert text == '', name
            elif isinstance(value, bool): assert text == str(value).lower(), name
            elif isinstance(value, (int, float)): assert float(text) == value, name
            else: assert text == value, name
    text = [line.rstrip('\\n') for line in open(sys.argv[4], encoding='utf-8')]
    assert text[0].split() == list(rows[0]), 'header'
    assert len(text) == len(rows) + 1, 'table rows'
    starts, at = [], 0
    for name in rows[0]:
        at = text[0].index(name, at); starts.append(at); at += len(name)
    for line, row in zip(text[1:], rows):
        assert line.startswith(list(row.values())[0] + ' '), 'first cell'
        for value in list(row.values()):
            brief = value
            if '.' in value or 'e-' in value:
                try: brief = '%.4g' % float(value)
                except ValueError: pass
            assert len(value) > 60 or brief in line, value
    import datetime
    times = 0
    for row in whole:
        for name in row:
            if name.endswith('_seen') or name.startswith('window_'):
                assert row[name].endswith('Z'), name
                datetime.datetime.strptime(
                    row[name], '%Y-%m-%dT%H:%M:%S.%fZ' if '.' in row[name] else '%Y-%m-%dT%H:%M:%SZ')
                times += 1
    print(len(rows), times)
    """

  @Test(
    "table, csv, json and ndjson hold the same values, times are ISO 8601 in UTC",
    .enabled(if: Python.isPresent, "\(Python.reason)"), arguments: ["score", "edges", "features"])
  func formats(command: String) throws {
    let folder = try Place()
    let paths = try ["csv", "json", "ndjson", "table"].map {
      try folder.write(try table(command, as: $0).output, to: $0)
    }
    let said = try Python.run(["-c", Self.script] + paths)
    let numbers = said.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    try #require(numbers.count == 2, "\(said)")
    #expect(numbers[0] > 100 && numbers[1] == 2 * numbers[0])
  }

  @Test("features prints the groups asked for alone")
  func groups() throws {
    let run = try Tool.run(
      ["features", "--features", "degree", "--output-format", "csv"]
        + (try Office.firstDays.get()))
    let columns = header(run.output)
    #expect(columns.contains("fan_out"))
    #expect(!columns.contains("flows_out") && !columns.contains("new_edges"))
  }
}
