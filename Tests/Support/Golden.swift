// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Compares output with a file kept beside the tests.
public enum Golden {
  /// What is wrong with `text`, nil if it equals the kept file.
  ///
  /// With `RECORD_GOLDEN=1` in the environment the file is written, and that is a failure too: a new
  /// baseline never passes unseen.
  ///
  /// - Parameters:
  ///   - text: The output.
  ///   - name: The file's name inside the folder `Golden` beside the test.
  ///   - file: The test.
  /// - Returns: The first line that differs, in words.
  public static func difference(
    _ text: String, named name: String, file: String = #filePath
  ) -> String? {
    let url = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Golden").appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      do {
        try text.write(to: url, atomically: true, encoding: .utf8)
        return "recorded \(name); look at it, then run again without RECORD_GOLDEN"
      } catch {
        return "cannot record \(name): \(error)"
      }
    }
    guard let kept = try? String(contentsOf: url, encoding: .utf8) else {
      return "\(name) is missing; record it with RECORD_GOLDEN=1"
    }
    guard kept != text else { return nil }
    let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let at = line ?? min(old.count, new.count)
    return "\(name) line \(at + 1): expected \(at < old.count ? old[at] : "end"), "
      + "got \(at < new.count ? new[at] : "end")"
  }
}
