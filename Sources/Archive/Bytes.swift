// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB

extension [UInt8] {
  /// As SQLite takes it.
  var data: Data { Data(self) }

  static func fetchBlob(
    _ database: Database, sql: String, _ arguments: StatementArguments
  ) throws -> [UInt8]? {
    try Data.fetchOne(database, sql: sql, arguments: arguments).map { [UInt8]($0) }
  }
}

/// Values as JSON text in a column.
enum JSONColumn {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension Row {
  /// A column of bytes.
  func bytes(_ column: String) -> [UInt8] { [UInt8](self[column] as Data) }
}
