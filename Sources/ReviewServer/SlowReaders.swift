// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections whose other end does not take what it asked for, or goes on talking after an
/// answer that ends the connection.
///
/// Without it, somebody who never reads, or whose request never ends, would hold one for ever.
final class SlowReaders: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limit: TimeAmount
  private var isLast = false
  /// Time for the other end to come to read the answer, as closing at once could take it away.
  private static let farewell = TimeAmount.seconds(1)

  /// - Parameter limit: How long a part of an answer may wait to be taken.
  init(_ limit: TimeAmount) { self.limit = limit }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
    let channel = context.channel
    let deadline = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    var isEnd = false
    switch unwrapOutboundIn(data) {
    case .head(let head): isLast = head.headerFields[.connection] == "close"
    case .end: isEnd = isLast
    case .body: break
    }
    promise.futureResult.whenComplete { [isEnd] _ in
      deadline.cancel()
      if isEnd {
        channel.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
      }
    }
    context.write(data, promise: promise)
  }
}

@available(*, unavailable)
extension SlowReaders: Sendable {}
