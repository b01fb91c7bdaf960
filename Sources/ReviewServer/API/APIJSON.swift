// SPDX-License-Identifier: Apache-2.0

private import Assets
import Foundation
import HTTPTypes

/// JSON as the interface writes it: names in `snake_case`, nothing for what is not known.
enum APIJSON {
  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }
}

/// The description of the interface.
enum OpenAPI {
  static var bytes: [UInt8] { Assets.openAPI }
}

/// What went wrong, as programs read it (RFC 9457).
struct ProblemDetails: Encodable {
  let title: String
  let status: Int
  let detail: String

  init(_ problem: RequestProblem) {
    title = problem.status.reasonPhrase
    status = problem.status.code
    detail = problem.text
  }

  var bytes: [UInt8] { (try? APIJSON.bytes(self)) ?? Array("{}\n".utf8) }
}

/// The body of a verdict.
struct VerdictBody: Decodable {
  private let verdict: String
  private let note: String?
  private let expires: String?
  private let scope: String?

  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Name.self)
    let known = ["verdict", "note", "expires", "scope"]
    if let other = members.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) })
    {
      throw RequestProblem.badRequest("there is no member \(Shown.text(other)) of a verdict")
    }
    func text(_ name: String) throws -> String? {
      let name = Name(stringValue: name)
      return members.contains(name) ? try members.decode(String.self, forKey: name) : nil
    }
    guard let verdict = try text("verdict") else {
      throw RequestProblem.badRequest("the member verdict is missing")
    }
    self.verdict = verdict
    note = try text("note")
    expires = try text("expires")
    scope = try text("scope")
  }

  /// - Throws: ``RequestProblem`` if the bytes are no verdict.
  static func fields(_ bytes: [UInt8]) throws -> VerdictFields {
    let body: VerdictBody
    do {
      body = try JSONDecoder().decode(VerdictBody.self, from: Data(bytes))
    } catch let problem as RequestProblem {
      throw problem
    } catch {
      throw RequestProblem.badRequest(
        "the body must be a JSON object with the texts verdict, note, expires and scope")
    }
    return VerdictFields(
      verdict: body.verdict, note: body.note, expires: body.expires, scope: body.scope)
  }
}
