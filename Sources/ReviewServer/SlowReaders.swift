// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Closes connections whose other end does not take what it asked for.
///
/// Without it, somebody who asks for pages and never reads them would hold a connection for ever.
final class SlowReaders: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = NIOAny

  private let limit: TimeAmount

  /// - Parameter limit: How long a part of an answer may wait to be taken.
  init(_ limit: TimeAmount) { self.limit = limit }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
    let channel = context.channel
    let deadline = context.eventLoop.scheduleTask(in: limit) {
      channel.close(promise: nil)
    }
    promise.futureResult.whenComplete { _ in deadline.cancel() }
    context.write(data, promise: promise)
  }
}

@available(*, unavailable)
extension SlowReaders: Sendable {}
