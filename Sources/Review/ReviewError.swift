// SPDX-License-Identifier: Apache-2.0

/// Why there is no page.
public enum ReviewError: Error, Equatable, Sendable {
  /// What was asked for makes no sense; a sentence that says what does.
  case query(String)
  /// A template in the binary is damaged.
  case template(String)
}

extension ReviewError: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .query(let why): why
    case .template(let why): "a page template is damaged, so this build is broken: \(why)"
    }
  }
}
