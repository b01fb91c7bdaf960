// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Who has opened the page in which browser; kept in memory, so that all end with the server.
final class ReviewSessions: Sendable {
  /// One browser.
  struct Session: Sendable {
    /// What the cookie holds: 256 random bits.
    let id: String
    /// What every form of the session holds: 256 random bits.
    let csrfToken: String
    /// Whether the access token was given.
    let isSignedIn: Bool
    fileprivate let ends: ContinuousClock.Instant
    fileprivate let number: Int
    fileprivate var notice: String?
  }

  private struct State {
    var sessions: [String: Session] = [:]
    var made = 0
  }

  /// When a session ends, whatever is done in it.
  private static let lifetime = Duration.seconds(12 * 3600)
  private let capacity: Int
  private let state = Mutex(State())

  /// - Parameter capacity: How many there may be; the oldest go first.
  init(capacity: Int = 2_000) { self.capacity = capacity }

  /// A new session.
  func make(isSignedIn: Bool) -> Session {
    let (id, token) = (Self.secret(), Self.secret())
    let now = ContinuousClock.now
    return state.withLock { state in
      state.made += 1
      if state.sessions.count >= capacity {
        state.sessions = state.sessions.filter { $0.value.ends > now }
        let surplus = state.sessions.values.sorted { $0.number < $1.number }
          .prefix(max(0, state.sessions.count - capacity + capacity / 10))
        for session in surplus { state.sessions[session.id] = nil }
      }
      let session = Session(
        id: id, csrfToken: token, isSignedIn: isSignedIn, ends: now + Self.lifetime,
        number: state.made, notice: nil)
      state.sessions[id] = session
      return session
    }
  }

  /// The session with this id; nil if there is none, or none any more.
  func session(_ id: String) -> Session? {
    state.withLock { state in
      guard let session = state.sessions[id] else { return nil }
      guard session.ends > .now else {
        state.sessions[id] = nil
        return nil
      }
      return session
    }
  }

  /// Ends a session: its cookie is worth nothing from now on.
  func end(_ id: String) { state.withLock { $0.sessions[id] = nil } }

  /// Keeps a sentence for the next page of a session.
  func note(_ text: String, for id: String) { state.withLock { $0.sessions[id]?.notice = text } }

  /// The sentence that was kept, once.
  func takeNotice(of id: String) -> String? {
    state.withLock { state in
      defer { state.sessions[id]?.notice = nil }
      return state.sessions[id]?.notice
    }
  }

  /// 256 bits of the system's generator, as 64 hexadecimal digits.
  private static func secret() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
