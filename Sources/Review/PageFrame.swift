// SPDX-License-Identifier: Apache-2.0

/// What a page needs to know of the session it is made for.
public struct PageFrame: Sendable {
  /// Goes into every form that changes something.
  public var csrfToken: String
  /// What has just been done, in a sentence; may hold hostile text.
  public var notice: String?
  /// Whether the reader may change something.
  public var mayChange: Bool
  /// Whether the reader has signed in, and so can sign out.
  public var hasSession: Bool

  /// The frame of these.
  public init(
    csrfToken: String, notice: String? = nil, mayChange: Bool = true, hasSession: Bool = false
  ) {
    self.csrfToken = csrfToken
    self.notice = notice
    self.mayChange = mayChange
    self.hasSession = hasSession
  }
}
