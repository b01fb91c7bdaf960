// SPDX-License-Identifier: Apache-2.0

public import Flows

/// How the review page is offered.
public struct ReviewServerOptions: Sendable {
  /// Where.
  public var listen: ListenAddress
  /// What readers have to know; nil for nothing, which is for loopback alone.
  public var token: AccessToken?
  /// The name, and port if it is none of the usual ones, under which a proxy in front offers it.
  public var proxyName: String?
  /// In whose name verdicts are kept.
  public var author: String
  /// Whether SIGINT and SIGTERM end it.
  public var endsOnSignals = true
  /// How long a client may take for the head of a request, for its body, for taking an answer, and
  /// may say nothing in between.
  public var patience = Duration.seconds(30)
  /// The time of day.
  public var now: @Sendable () -> Timestamp
  /// Where remarks for whoever runs it go.
  public var note: @Sendable (String) -> Void

  /// The options of these.
  public init(
    listen: ListenAddress, token: AccessToken? = nil, proxyName: String? = nil, author: String,
    now: @escaping @Sendable () -> Timestamp, note: @escaping @Sendable (String) -> Void
  ) {
    self.listen = listen
    self.token = token
    self.proxyName = proxyName?.lowercased()
    self.author = author
    self.now = now
    self.note = note
  }
}

/// Why the review page cannot be offered.
public enum ReviewServerError: Error, Equatable, Sendable {
  /// Others could reach it, and nothing tells who may.
  case needsToken(String)
  /// Something else listens there already.
  case portInUse(String)
  /// The system does not let it listen there.
  case cannotListen(String, why: String)
}

extension ReviewServerError: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .needsToken(let place):
      "others can reach \(place): make a token with “(umask 077; openssl rand -hex 32 > token)” and "
        + "give --token-file token, or listen on 127.0.0.1"
    case .portInUse(let place):
      "something already listens on \(place): end it, or give another port with --listen"
    case .cannotListen(let place, let why): "cannot listen on \(place): \(why)"
    }
  }
}
