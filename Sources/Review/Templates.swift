// SPDX-License-Identifier: Apache-2.0

import Assets
import Mustache
import Reporting

/// The templates of the pages, parsed.
///
/// A template reads the properties of its model by name, and a name a row lacks is looked up in
/// what is around it: an optional property of a row must not share its name with one of the page.
struct Templates: Sendable {
  let frame: PageTemplate
  let inbox: PageTemplate
  let alert: PageTemplate
  let matrix: PageTemplate
  let host: PageTemplate
  let runs: PageTemplate
  let rules: PageTemplate
  let plain: PageTemplate

  /// - Throws: ``ReviewError/template(_:)``.
  init() throws(ReviewError) {
    MustacheContentTypes.register(EscapedText(), named: "SIDESTEP_REVIEW")
    frame = try Self.parsed(Assets.reviewFrame)
    inbox = try Self.parsed(Assets.reviewInbox)
    alert = try Self.parsed(Assets.reviewAlert)
    matrix = try Self.parsed(Assets.reviewMatrix)
    host = try Self.parsed(Assets.reviewHost)
    runs = try Self.parsed(Assets.reviewRuns)
    rules = try Self.parsed(Assets.reviewRules)
    plain = try Self.parsed(Assets.reviewPlain)
  }

  private static func parsed(_ bytes: [UInt8]) throws(ReviewError) -> PageTemplate {
    do {
      let parsed = try MustacheTemplate(
        string: "{{% CONTENT_TYPE:SIDESTEP_REVIEW}}" + String(decoding: bytes, as: UTF8.self))
      return PageTemplate(parsed: parsed)
    } catch {
      throw .template("\(error)")
    }
  }
}

/// One template.
struct PageTemplate: Sendable {
  fileprivate let parsed: MustacheTemplate

  /// What it makes of a model.
  func render(_ model: Any) -> String { parsed.render(model) }
}

/// Escapes by Unicode scalar: a quote followed by a combining mark is one character, and still ends
/// an attribute.
private struct EscapedText: MustacheContentType {
  func escapeText(_ text: String) -> String { SafeText.escaped(text) }
}
