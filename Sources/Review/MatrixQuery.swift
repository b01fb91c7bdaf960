// SPDX-License-Identifier: Apache-2.0

import Flows

/// Which part of the subnet × port matrix is shown.
public struct MatrixQuery: Hashable, Sendable {
  /// Windows that start then or later; nil for the last week there is.
  var from: Timestamp?
  /// Windows that start earlier than this; nil for all.
  var to: Timestamp?
  /// The source subnet of the pair that is looked into.
  var fromSubnet: Subnet?
  /// The target subnet of that pair.
  var toSubnet: Subnet?
  /// This port alone.
  var port: UInt16?
  /// Of this protocol alone.
  var transport: TransportProtocol?

  /// The matrix of the last week.
  public init() {}

  /// What the fields of an address say: `from`, `to`, `from_subnet`, `to_subnet`, and `port`, like
  /// `445` or `tcp/445`.
  ///
  /// - Throws: ``ReviewError/query(_:)`` for a field or a value there is not.
  public init(fields: [String: String]) throws {
    let fields = try Fields(fields, known: ["from", "to", "from_subnet", "to_subnet", "port"])
    from = try fields.moment("from")
    to = try fields.moment("to")
    if let from, let to, to <= from {
      throw ReviewError.query("“to” must be later than “from”: \(to) is not after \(from)")
    }
    fromSubnet = try fields.subnet("from_subnet")
    toSubnet = try fields.subnet("to_subnet")
    let service = try fields.value("port", "port: write it like 445 or tcp/445", Self.service)
    port = service?.1
    transport = service?.0
  }

  private static func service(_ text: String) -> (TransportProtocol?, UInt16)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let port = parts.last.flatMap({ UInt16($0) }) else { return nil }
    if parts.count == 1 { return (nil, port) }
    guard parts.count == 2, let transport = TransportProtocol(String(parts[0])) else { return nil }
    return (transport, port)
  }

  /// `tcp/445`; nil for all.
  var service: String? {
    port.map { port in (transport.map { "\($0)/" } ?? "") + "\(port)" }
  }

  /// The address of this part, looking into a pair.
  func address(_ source: Subnet? = nil, _ target: Subnet? = nil) -> String {
    var parts: [(String, String)] = []
    if let from { parts.append(("from", from.description)) }
    if let to { parts.append(("to", to.description)) }
    if let source { parts.append(("from_subnet", source.description)) }
    if let target { parts.append(("to_subnet", target.description)) }
    if let service { parts.append(("port", service)) }
    return Link.address("/matrix", parts) + (source == nil ? "" : "#pair")
  }

  /// The address of one cell, over the last week.
  static func address(_ source: Subnet, _ target: Subnet, _ service: Service) -> String {
    var query = MatrixQuery()
    query.port = service.port
    query.transport = service.transport
    return query.address(source, target)
  }
}
