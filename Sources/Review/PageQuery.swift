// SPDX-License-Identifier: Apache-2.0

import Flows

/// Which part of a long list is shown: runs, or the audit.
public struct PageQuery: Hashable, Sendable {
  /// Entries with a smaller number; nil for the latest.
  var before: Int64?

  /// The latest.
  public init() {}

  /// What the fields of an address say: `before`, the number a page ended with.
  ///
  /// - Throws: ``ReviewError/query(_:)`` for a field or a value there is not.
  public init(fields: [String: String]) throws {
    before = try Fields(fields, known: ["before"]).number("before")
  }
}

/// From when on it is asked what can have been reached from a host.
public struct HostQuery: Hashable, Sendable {
  /// Nil for the first open alert of the host, or the last window.
  var after: Timestamp?

  /// From what the archive says.
  public init() {}

  /// What the fields of an address say: `after`, a time.
  ///
  /// - Throws: ``ReviewError/query(_:)`` for a field or a value there is not.
  public init(fields: [String: String]) throws {
    after = try Fields(fields, known: ["after"]).moment("after")
  }
}
