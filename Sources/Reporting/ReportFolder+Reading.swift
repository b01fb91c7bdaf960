// SPDX-License-Identifier: Apache-2.0

private import Foundation

extension ReportFolder {
  /// The report a folder holds.
  ///
  /// - Parameter path: A report folder, or its `findings.json`.
  /// - Returns: The report.
  /// - Throws: `ReportError.cannotRead`, `.notAReport`.
  public static func read(_ path: String) throws(ReportError) -> Report {
    let inside = path + "/findings.json"
    let file = FileManager.default.fileExists(atPath: inside) ? inside : path
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw .cannotRead(path: SafeText.clean(file, limit: 300), why: why(error))
    }
    return try Report(json: [UInt8](data))
  }
}
