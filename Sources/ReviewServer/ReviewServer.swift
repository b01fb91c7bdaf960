// SPDX-License-Identifier: Apache-2.0

public import Archive
import Flows
import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
public import Review
import ServiceLifecycle
import UnixSignals

/// Offers the review page and its JSON interface over HTTP, until a signal or its task's end.
public struct ReviewServer: Sendable {
  private let archive: Archive
  private let pages: ReviewPages
  private let options: ReviewServerOptions

  /// Connections beyond these wait.
  private static let mostConnections = 256
  /// How long requests that are being answered may take when the server ends.
  private static let goodbye = Duration.seconds(10)

  /// A server that does not listen yet.
  ///
  /// - Throws: ``ReviewServerError/needsToken(_:)``.
  public init(
    archive: Archive, pages: ReviewPages, options: ReviewServerOptions
  ) throws(ReviewServerError) {
    guard options.token != nil || options.listen.isLoopback && options.proxyName == nil else {
      throw .needsToken(
        options.proxyName ?? options.listen.text(port: Int(options.listen.port)))
    }
    self.archive = archive
    self.pages = pages
    self.options = options
  }

  /// Listens and answers.
  ///
  /// - Parameter onListening: Told once, as soon as somebody can ask, where: `http://127.0.0.1:8080/`.
  /// - Throws: ``ReviewServerError``, `ArchiveError`.
  public func run(onListening: @escaping @Sendable (String) -> Void = { _ in }) async throws {
    let logger = Logger(label: "sidestep") { _ in SwiftLogNoOpLogHandler() }
    let work = BlockingWork()
    let hub = try EventHub(archive, work: work)
    let responder = ReviewResponder(
      archive: archive, pages: pages, options: options, work: work, hub: hub,
      requestGuard: RequestGuard(listen: options.listen, proxyName: options.proxyName))
    let group = MultiThreadedEventLoopGroup.singleton
    let listen = options.listen
    let server = try HTTPServerBuilder.http1(configuration: channel).buildServer(
      configuration: ServerConfiguration(
        address: .hostname(listen.host.description, port: Int(listen.port)),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
      eventLoopGroup: group, logger: logger,
      responder: { request, writer, channel in
        let response = await responder.respond(to: request, over: channel)
        try await writer.write(response: response.head, body: response.body)
      },
      onServerRunning: { channel in
        onListening("http://\(listen.text(port: channel.localAddress?.port ?? 0))/")
      })
    var configuration = ServiceGroupConfiguration(
      services: [server, EventService(hub: hub, loop: group.any())],
      gracefulShutdownSignals: options.endsOnSignals ? [.sigint, .sigterm] : [], logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.goodbye
    work.start()
    let result = await Self.outcome(of: ServiceGroup(configuration: configuration))
    await work.end()
    if let error = result { throw translated(error) }
  }

  /// Header fields are few and short here; what is longer is refused before it is read.
  private var channel: HTTP1Channel.Configuration {
    let patience = TimeAmount(options.patience)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [SlowReaders(patience)], idleTimeout: patience,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 64))
  }

  /// Runs services until they end; the end of the task is as good as a signal.
  private static func outcome(of group: ServiceGroup) async -> (any Error)? {
    let running = Task { try await group.run() }
    return await withTaskCancellationHandler {
      do {
        try await running.value
        return nil
      } catch is CancellationError {
        return nil
      } catch {
        return error
      }
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
  }

  private func translated(_ error: any Error) -> any Error {
    guard let error = error as? IOError else { return error }
    let place = options.listen.text(port: Int(options.listen.port))
    return error.errnoCode == EADDRINUSE
      ? ReviewServerError.portInUse(place)
      : ReviewServerError.cannotListen(place, why: "\(error)")
  }
}

/// The life of the event streams: they end first, as the server waits for its connections.
private struct EventService: ServiceLifecycle.Service {
  let hub: EventHub
  let loop: any EventLoop

  func run() async throws {
    await cancelWhenGracefulShutdown { await hub.run(on: loop) }
  }
}
