// SPDX-License-Identifier: Apache-2.0

import Reporting

/// A page of a few sentences.
struct PlainModel {
  let heading: String
  let paragraphs: [String]
  let isLogin: Bool
  let canGoOn: Bool
  let token: String
}

extension ReviewPages {
  /// Where the reader signs in with a token.
  ///
  /// - Parameters:
  ///   - message: Why it did not work before; nil at first.
  ///   - frame: The session.
  /// - Returns: HTML.
  public func login(_ message: String?, frame: PageFrame) -> String {
    let model = PlainModel(
      heading: "Sign in", paragraphs: message.map { [SafeText.clean($0, limit: 500)] } ?? [],
      isLogin: true, canGoOn: false, token: frame.csrfToken)
    return document("Sign in", at: nil, nil, frame, content: templates.plain.render(model))
  }

  /// What went wrong.
  ///
  /// - Parameters:
  ///   - status: By RFC 9110.
  ///   - title: What, in a few words.
  ///   - text: Why and what to do; may hold hostile text.
  ///   - frame: The session.
  /// - Returns: HTML.
  public func problem(status: Int, title: String, text: String, frame: PageFrame) -> String {
    let model = PlainModel(
      heading: SafeText.clean(title, limit: 200),
      paragraphs: [SafeText.clean(text, limit: 1_000), "HTTP status \(status)."].filter {
        !$0.isEmpty
      },
      isLogin: false, canGoOn: true, token: frame.csrfToken)
    return document(title, at: nil, nil, frame, content: templates.plain.render(model))
  }
}
