// SPDX-License-Identifier: Apache-2.0

import Archive
import HTTPTypes

/// Why a request is not answered with what it asks for, in words for whoever asked.
struct RequestProblem: Error {
  /// The status.
  var status: HTTPResponse.Status
  /// What, and what to do.
  var text: String
  /// Header fields that go with it.
  var fields = HTTPFields()
  /// What the server's own log says besides; nil for nothing.
  var log: String?

  static func badRequest(_ text: String) -> RequestProblem {
    .init(status: .badRequest, text: text)
  }
  static func forbidden(_ text: String) -> RequestProblem { .init(status: .forbidden, text: text) }
  static func notFound(_ text: String) -> RequestProblem { .init(status: .notFound, text: text) }

  static let tooLong = RequestProblem(
    status: .contentTooLarge, text: "the request has more than \(BodyReader.longest) bytes",
    fields: [.connection: "close"])
  static let tooSlow = RequestProblem(
    status: .requestTimeout, text: "the rest of the request did not come",
    fields: [.connection: "close"])
  static let tooBusy = RequestProblem(
    status: .serviceUnavailable, text: "too much is asked at once: try again in a few seconds",
    fields: [.retryAfter: "5"])
  static let tooMuchWork = RequestProblem(
    status: .serviceUnavailable,
    text: "the answer took too long: ask for less, or try again later", fields: [.retryAfter: "30"])

  /// What an error of the archive or a page means to somebody who cannot see the server.
  init(_ error: any Error) {
    switch error {
    case let problem as RequestProblem: self = problem
    case ArchiveError.noAlert: self = .notFound("there is no such alert")
    case ArchiveError.verdict(let why):
      // Options of the command line are fields here.
      self = .init(status: .unprocessableContent, text: why.replacing("--", with: ""))
    case ArchiveError.busy:
      self = .init(
        status: .serviceUnavailable, text: "the archive is being written: try again in a minute",
        fields: [.retryAfter: "30"])
    case ArchiveError.full(let path):
      self = .init(
        status: .init(code: 507, reasonPhrase: "Insufficient Storage"),
        text: "there is no room on the disk of the archive: nothing was changed",
        log: "\(ArchiveError.full(path: path))")
    default:
      self = .init(
        status: .internalServerError,
        text: "this went wrong; what exactly, the server wrote to its standard error",
        log: "\(error)")
    }
  }

  init(
    status: HTTPResponse.Status, text: String, fields: HTTPFields = HTTPFields(), log: String? = nil
  ) {
    self.status = status
    self.text = text
    self.fields = fields
    self.log = log
  }
}

/// Text of a request, to be named in an answer.
enum Shown {
  /// Printable ASCII of it, at most 60 characters.
  static func text(_ text: String) -> String {
    let plain = text.unicodeScalars.prefix(60).map {
      (0x20...0x7e).contains($0.value) ? Character($0) : "?"
    }
    return "“\(String(plain))”"
  }
}
