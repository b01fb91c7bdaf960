// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Temporary folders of results that tests share, removed when the tests end.
enum KeptFolders {
  private static let paths = Mutex<[String]>([])

  /// An empty folder.
  static func make() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sidestep-test-\(UUID().uuidString)"
    ).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    paths.withLock { paths in
      if paths.isEmpty { atexit { KeptFolders.removeAll() } }
      paths.append(path)
    }
    return path
  }

  private static func removeAll() {
    for path in paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }
}
