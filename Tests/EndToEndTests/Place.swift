// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A temporary folder that stays until the tests end, so that nobody has to hold on to it.
struct Place: Sendable {
  let path: String

  private static let made = Mutex<[String]>([])

  /// An empty folder.
  init() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sidestep-test-\(UUID().uuidString)"
    ).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    Self.made.withLock { made in
      if made.isEmpty { atexit { Place.removeAll() } }
      made.append(path)
    }
    self.path = path
  }

  /// Writes a file and gives its path.
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  private static func removeAll() {
    for path in made.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }
}
