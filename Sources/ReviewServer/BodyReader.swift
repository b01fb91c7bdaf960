// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore

/// The body of a request, if it is short and comes soon.
enum BodyReader {
  /// Bytes a body may have.
  static let longest = 65_536

  /// - Throws: ``RequestProblem`` if it is too long or too slow.
  static func read(_ request: Request, within limit: Duration) async throws -> [UInt8] {
    let length = request.headers[.contentLength]
    guard length != nil || request.headers[.transferEncoding] != nil else { return [] }
    // Said to be too long, none of it is read.
    if let length, Int(length).map({ $0 > longest }) ?? true { throw RequestProblem.tooLong }
    let body = request.body
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var bytes: [UInt8] = []
        for try await piece in body {
          bytes.append(contentsOf: piece.readableBytesView)
          guard bytes.count <= longest else { throw RequestProblem.tooLong }
        }
        return bytes
      }
      group.addTask {
        try await Task.sleep(for: limit)
        throw RequestProblem.tooSlow
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }
}
