// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a server answered.
struct Reply {
  var status: Int
  var fields: [String: String]
  var body: String

  /// nil if the bytes are no answer at all.
  init?(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return nil
    }
    self.status = status
    fields = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields[parts[0].lowercased()] =
        parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }
    body = String(text[end.upperBound...])
  }

  /// The cookie it sets, as a request gives it back.
  var cookie: String? { fields["set-cookie"]?.split(separator: ";").first.map(String.init) }
  /// The secret in its first form.
  var csrf: String? {
    (try? #/name="csrf"[^>]*value="([0-9a-f]{64})"/#.firstMatch(in: body))?.output.1.description
      ?? (try? #/value="([0-9a-f]{64})"[^>]*name="csrf"/#.firstMatch(in: body))?.output.1
      .description
  }
  var json: [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
  }
}

/// A connection, byte by byte.
final class Wire {
  private let descriptor: Int32

  init(_ port: UInt16, seconds: Int = 20) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(descriptor >= 0)
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(status == 0, "cannot connect: \(errno)")
  }

  deinit { close(descriptor) }

  /// Sends all of it, unless the other end has had enough.
  func send(_ bytes: some Collection<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func send(_ text: String) { send(text.utf8) }

  /// No more is sent.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// What comes next; empty at the end, nil if nothing comes in time.
  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count < 0 { return errno == ECONNRESET || errno == EPIPE ? [] : nil }
    return Array(buffer.prefix(count))
  }

  /// Everything until the other end closes; nil if it does not in time.
  func rest() -> [UInt8]? {
    var bytes: [UInt8] = []
    while true {
      guard let piece = receive() else { return nil }
      if piece.isEmpty { return bytes }
      bytes += piece
    }
  }

  /// Everything until `wanted` is among it.
  func text(until wanted: String) -> String {
    var bytes: [UInt8] = []
    while let piece = receive(), !piece.isEmpty {
      bytes += piece
      let text = String(decoding: bytes, as: UTF8.self)
      if text.contains(wanted) { return text }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Served {
  /// Asks over a connection that ends with the answer.
  func ask(
    _ method: String = "GET", _ path: String, _ fields: [String: String] = [:], body: String? = nil
  ) throws -> Reply {
    var fields = ["Host": "127.0.0.1:\(port)", "Connection": "close"].merging(fields) { $1 }
    if let body {
      fields["Content-Length"] = fields["Content-Length"] ?? "\(body.utf8.count)"
      fields["Content-Type"] = fields["Content-Type"] ?? "application/x-www-form-urlencoded"
    }
    let wire = try Wire(port)
    wire.send(
      "\(method) \(path) HTTP/1.1\r\n"
        + fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined() + "\r\n"
        + (body ?? ""))
    return try #require(wire.rest().flatMap { Reply($0) }, "\(method) \(path): no answer")
  }

  /// What a server says to exactly these bytes; nil if it closes without a word.
  func raw(_ bytes: some Collection<UInt8>) throws -> Reply? {
    let wire = try Wire(port)
    wire.send(bytes)
    wire.finish()
    return Reply(try #require(wire.rest(), "the connection stays open"))
  }

  /// A session with its secret.
  func session() throws -> (cookie: String, csrf: String) {
    let page = try ask("GET", "/alerts/\(ids[0])")
    return (try #require(page.cookie), try #require(page.csrf, "\(page.body)"))
  }
}
