// SPDX-License-Identifier: Apache-2.0

import Flows
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers, with the header fields every one of them has.
enum ReviewHeaders {
  /// What a page may load: what comes from here, as files of its own, and nothing else.
  static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  /// Kept nowhere.
  static let never = "no-store"
  /// Kept, and asked for again each time.
  static let ask = "no-cache"

  private static let fixed: [(HTTPField.Name?, String)] = [
    (.contentSecurityPolicy, contentSecurityPolicy),
    (.xContentTypeOptions, "nosniff"),
    // Not “no-referrer”: forms would then say nothing of where they come from.
    (HTTPField.Name("Referrer-Policy"), "same-origin"),
    (HTTPField.Name("Cross-Origin-Opener-Policy"), "same-origin"),
    (HTTPField.Name("Cross-Origin-Resource-Policy"), "same-origin"),
    (HTTPField.Name("Cross-Origin-Embedder-Policy"), "require-corp"),
    (HTTPField.Name("X-Frame-Options"), "DENY"),
  ]

  /// An answer of these bytes.
  static func response(
    _ status: HTTPResponse.Status = .ok, type: String, _ bytes: [UInt8], cache: String = never
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: cache],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A whole page.
  static func page(_ status: HTTPResponse.Status, _ text: String) -> Response {
    response(status, type: "text/html; charset=utf-8", Array(text.utf8))
  }

  /// Go there, by GET.
  static func seeOther(_ place: String) -> Response {
    Response(
      status: .seeOther, headers: [.location: place, .cacheControl: never, .contentLength: "0"])
  }

  /// Adds what every answer has.
  static func complete(_ response: inout Response, at now: Timestamp) {
    for (name, value) in fixed {
      if let name { response.headers[name] = value }
    }
    response.headers[.date] = HTTPDate.text(of: now)
  }
}
