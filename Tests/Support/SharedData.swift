// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Real flow data kept beside the checkout; a test that needs it is skipped where it is absent.
public enum SharedData {
  /// The folder: `SIDESTEP_DATA`, or `../shared/data` from the repository.
  public static let folder: String =
    ProcessInfo.processInfo.environment["SIDESTEP_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
    .path

  /// Whether it is there.
  public static var isPresent: Bool { FileManager.default.fileExists(atPath: folder) }

  /// Why a test is skipped without it.
  public static let reason: String =
    "needs the real flow data in ../shared/data or in the folder SIDESTEP_DATA names"

  /// The path of a file in it.
  public static func path(_ name: String) -> String { folder + "/" + name }

  /// The paths of the files directly in the folder `name`, by name.
  public static func files(in name: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(name))) ?? []
    return names.sorted().map { path(name) + "/" + $0 }
  }
}

/// A folder for one test, removed with the value.
public final class TemporaryFolder {
  /// Where it is.
  public let path: String

  /// An empty folder.
  public init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sidestep-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  /// Writes a file and gives its path.
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
