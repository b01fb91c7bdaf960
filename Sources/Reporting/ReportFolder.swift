// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Foundation
public import Topology

/// The folder an analysis leaves behind: `report.html`, `report.md`, `map.svg`, `hosts.csv`,
/// `crossings.csv`, `findings.json`, and `report.pdf` and the exports if asked for.
public enum ReportFolder {
  /// What was written, and what could not be drawn.
  public struct Outcome: Sendable, Equatable {
    /// Paths of the files written, in the order of writing.
    public var files: [String]
    /// Why there is no map; nil if there is one.
    public var mapFailure: String?
    /// Why there is no PDF; nil if there is one or none was asked for.
    public var printFailure: ReportError?
  }

  /// Writes all outputs of an analysis into `folder`, which is made if it is not there.
  ///
  /// All contents exist before the first file is touched; each file is written under another
  /// name beside its place and renamed, so nobody ever sees half a file. A map that cannot be drawn costs
  /// the map alone: an earlier run's is removed, and the page says why there is none.
  ///
  /// - Parameters:
  ///   - result: What was found.
  ///   - provenance: Where it comes from.
  ///   - subnets: For hosts the analysis did not assess.
  ///   - indicators: What was seen of addresses somebody has warned of; nil if none were looked for.
  ///   - edges: Everything that was read, for what hosts did day by day and what can have
  ///     been reached; nil to leave that out.
  ///   - exports: Further formats to write the findings in.
  ///   - isRedacted: Whether other addresses and names take the place of the real ones, the same in
  ///     every file.
  ///   - worker: Lays out large maps; nil to do so in this process.
  ///   - printer: Prints the page as PDF; nil for none.
  ///   - folder: Where to write.
  /// - Returns: What was written, and what could not be drawn.
  /// - Throws: `ReportError.cannotWrite`, `.template`, `.encoding`.
  @discardableResult
  public static func write(
    _ result: AnalysisResult, provenance: Provenance, subnets: SubnetMap = SubnetMap(),
    indicators: IndicatorSightings? = nil, edges: EdgeTable? = nil,
    exports: [Report.ExportFormat] = [], isRedacted: Bool = false,
    worker: MapWorker?, printer: PagePrinter? = nil, to folder: String
  ) throws(ReportError) -> Outcome {
    var report = Report(
      result: result, provenance: provenance, subnets: subnets, indicators: indicators,
      edges: edges)
    var map = AttackMap.attackPaths(result, provenance: provenance, subnets: subnets)
    if let indicators { map.mark(indicators) }
    var hosts = Table.hosts(result)
    var crossings = Table.crossings(result.crossings)
    if isRedacted {
      var redaction = Redaction(
        of: result, provenance: provenance, subnets: subnets, indicators: indicators)
      report = report.redacted(&redaction)
      map.redact(&redaction)
      hosts = hosts.redacted(&redaction)
      crossings = crossings.redacted(&redaction)
    }
    var svg: String?
    var failure: String?
    do throws(ReportError) {
      svg = try MapDrawing.svg(map, worker: worker)
    } catch {
      failure = "\(error)"
    }
    var files: [(String, [UInt8])] = []
    files.append(("hosts.csv", hosts.csv()))
    files.append(("crossings.csv", crossings.csv()))
    files.append(("findings.json", try report.json()))
    for format in [.markdown] + exports.filter({ $0 != .markdown }) where format != .json {
      files.append((format.fileName, try report.bytes(as: format)))
    }
    if let svg { files.append(("map.svg", Array(svg.utf8))) }
    let shown = map.nodes.isEmpty ? nil : svg
    let note = failure ?? "There is no map: no host stood out."
    // What is drawn of the flows themselves has real addresses.
    let further =
      isRedacted
      ? (crossings: nil, blast: nil)
      : furtherMaps(
        result, edges: edges, provenance: provenance, subnets: subnets, worker: worker)
    let page = try IncidentPage.html(
      report, map: shown, mapNote: note, crossings: further.crossings, blast: further.blast)
    files.append(("report.html", Array(page.utf8)))
    var printFailure: ReportError?
    do throws(ReportError) {
      let moment = report.windows.last?.end ?? ""
      if let printer { files.append(("report.pdf", try printer.pdf(page, moment: moment))) }
    } catch {
      printFailure = error
    }
    try makeFolder(folder)
    // What an earlier run left and this one does not write would be taken for its findings.
    let stale = Report.ExportFormat.allCases.map(\.fileName) + ["map.svg", "report.pdf"]
    for name in stale where !files.contains(where: { $0.0 == name }) {
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    return Outcome(
      files: try write(files, to: folder), mapFailure: failure, printFailure: printFailure)
  }

  /// Writes files into `folder`, which is made if it is not there, each whole or not at all.
  ///
  /// - Parameters:
  ///   - files: Names and contents.
  ///   - folder: Where to write.
  /// - Returns: Their paths.
  /// - Throws: `ReportError.cannotWrite`.
  static func write(
    _ files: [(name: String, bytes: [UInt8])], to folder: String
  ) throws(ReportError) -> [String] {
    try makeFolder(folder)
    var written: [String] = []
    for (name, bytes) in files {
      let path = folder + "/" + name
      try write(bytes, to: path)
      written.append(path)
    }
    return written
  }

  /// Writes `bytes` to `path` so that the file is there whole or not at all.
  ///
  /// - Throws: `ReportError.cannotWrite`.
  public static func write(_ bytes: [UInt8], to path: String) throws(ReportError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .cannotWrite(path: path, why: why(error))
    }
  }

  private static func makeFolder(_ folder: String) throws(ReportError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: folder, why: why(error))
    }
  }

  static func why(_ error: any Error) -> String {
    let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return SafeText.clean((inner ?? error as NSError).localizedDescription, limit: 200)
  }
}
