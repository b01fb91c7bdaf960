// SPDX-License-Identifier: Apache-2.0

import Archive
import NIOCore
import Synchronization

/// Says to every open page that the archive has changed: one look a second, however many pages.
final class EventHub: Sendable {
  /// What is sent.
  enum Event: Sendable, Equatable {
    /// There are so many open alerts, and this is change number so-and-so.
    case alerts(open: Int, revision: Int)
    /// Nothing is new, and the connection stands.
    case heartbeat

    /// As the stream has it.
    var text: String {
      switch self {
      case .alerts(let open, let revision):
        "event: alerts\nid: \(revision)\ndata: {\"open\": \(open), \"revision\": \(revision)}\n\n"
      case .heartbeat: ": still here\n\n"
      }
    }
  }

  private struct State {
    var clients: [Int: AsyncStream<Event>.Continuation] = [:]
    var sessions: [Int: String] = [:]
    var made = 0
    var revision = 0
    var version: Int64?
    var open = 0
    var isOver = false
  }

  /// More pages than this are told to come again.
  static let mostClients = 64
  /// More pages of one browser than this go without: it opens six connections to a server, and
  /// would have none left to ask for pages.
  static let mostOfOneSession = 4
  private static let heartbeatSeconds = 15
  private let archive: Archive
  private let watch: ArchiveWatch
  private let work: BlockingWork
  private let state = Mutex(State())

  init(_ archive: Archive, work: BlockingWork) throws {
    self.archive = archive
    self.work = work
    watch = try ArchiveWatch(archive)
  }

  /// Whether one more page of a session is to go without.
  func isEnough(for session: String) -> Bool {
    state.withLock { $0.sessions.values.count { $0 == session } >= Self.mostOfOneSession }
  }

  /// Whether there are too many already.
  var isFull: Bool { state.withLock { $0.isOver || $0.clients.count >= Self.mostClients } }

  /// What happens from now on; the present comes first.
  ///
  /// - Returns: nil if there are too many already.
  func subscribe(_ session: String?) -> (number: Int, events: AsyncStream<Event>)? {
    state.withLock { state in
      guard !state.isOver, state.clients.count < Self.mostClients else { return nil }
      // Of what a client has not taken yet only the last is worth anything.
      let (events, continuation) = AsyncStream.makeStream(
        of: Event.self, bufferingPolicy: .bufferingNewest(1))
      state.made += 1
      state.clients[state.made] = continuation
      state.sessions[state.made] = session
      // Nobody has looked while nobody was there.
      if state.clients.count == 1 { state.version = nil }
      if state.version != nil {
        continuation.yield(.alerts(open: state.open, revision: state.revision))
      }
      return (state.made, events)
    }
  }

  /// No more for this client.
  func leave(_ number: Int) {
    state.withLock { state in
      state.sessions[number] = nil
      return state.clients.removeValue(forKey: number)
    }?.finish()
  }

  /// Looks once a second until it is cancelled.
  func run(on loop: any EventLoop) async {
    var seconds = 0
    while !Task.isCancelled {
      if !state.withLock({ $0.clients.isEmpty }) {
        await look(on: loop)
        if seconds % Self.heartbeatSeconds == Self.heartbeatSeconds - 1 { send(.heartbeat) }
      }
      seconds += 1
      try? await Task.sleep(for: .seconds(1))
    }
    end()
  }

  /// Ends every stream.
  func end() {
    let clients = state.withLock { state in
      state.isOver = true
      defer { state.clients = [:] }
      return state.clients
    }
    for client in clients.values { client.finish() }
  }

  private func look(on loop: any EventLoop) async {
    let known = state.withLock { $0.version }
    let (archive, watch) = (archive, watch)
    let seen = try? await work.run(within: 20, on: loop) { () throws -> (Int64, Int)? in
      let version = try watch.version()
      guard version != known else { return nil }
      return (version, try archive.alertCounts().values.reduce(0) { $0 + ($1[.open] ?? 0) })
    }
    guard let (version, open) = seen ?? nil else { return }
    let event = state.withLock { state in
      state.revision += 1
      state.version = version
      state.open = open
      return Event.alerts(open: open, revision: state.revision)
    }
    send(event)
  }

  private func send(_ event: Event) {
    for client in state.withLock({ Array($0.clients.values) }) { client.yield(event) }
  }
}
