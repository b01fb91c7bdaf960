// SPDX-License-Identifier: Apache-2.0

import Flows

/// A model as a file: lines for people, then the body.
///
///     sidestep model 3
///     window: 24h
///     windows: 10
///     from: 2026-03-02T00:00:00Z
///     to: 2026-03-12T00:00:00Z
///     internal: 10.0.0.0/8,172.16.0.0/12
///     subnets: 12, sha256 9a…
///     history needed: 2
///     horizon: 72h
///     betweenness sources: 128
///     hosts: 120
///     edges: 3541
///     host-windows of reference: 960
///     body: 184213 bytes, sha256 0c…
///
/// Every line is made anew from the body and must be the same.
public struct ModelFile: Sendable {
  /// Turns bytes into the text of their SHA-256, which this module cannot do.
  public typealias Hash = @Sendable ([UInt8]) -> String

  /// Larger files are refused before they are read.
  public static let largestSize = 1 << 30
  private static let name = "sidestep model "
  private static let largestHeader = 1 << 14

  private let hash: Hash

  /// Files with these checksums.
  public init(hash: @escaping Hash) { self.hash = hash }

  /// The bytes of the file of `model`, the same for the same model.
  ///
  /// - Throws: ``ModelError/tooLarge(_:count:most:)``.
  /// - Complexity: O(bytes).
  public func bytes(of model: Model) throws(ModelError) -> [UInt8] {
    let body = try model.body()
    let bytes = Array(header(model, body).utf8) + body
    guard bytes.count <= Self.largestSize else {
      throw .tooLarge("bytes", count: bytes.count, most: Self.largestSize)
    }
    return bytes
  }

  /// The model of a file.
  ///
  /// - Parameter bytes: The whole file, by anybody.
  /// - Returns: The model, with everything checked but whether its settings suit.
  /// - Throws: ``ModelError``, but for ``ModelError/otherSettings(_:model:given:advice:)``.
  /// - Complexity: O(bytes) time and space.
  public func model(_ bytes: [UInt8]) throws(ModelError) -> Model {
    guard bytes.count <= Self.largestSize else {
      throw .tooLarge("bytes", count: bytes.count, most: Self.largestSize)
    }
    let lines = Self.headerLines(bytes)
    guard let first = lines.texts.first, first.hasPrefix(Self.name) else { throw .notAModel }
    let version = first.dropFirst(Self.name.count)
    guard version == "\(Model.formatVersion)" else {
      throw .otherVersion(String(version.prefix(20)))
    }
    guard let end = lines.end, let last = lines.texts.last, let size = Self.bodySize(last) else {
      throw .badHeader(line: lines.texts.count)
    }
    guard bytes.count - end == size else {
      throw .wrongLength(expected: size, found: bytes.count - end)
    }
    let body = Array(bytes[end...])
    guard last == bodyLine(body) else { throw .wrongChecksum }
    let model = try Model(body: body)
    let expected = headerLines(model, body)
    for (line, text) in expected.enumerated()
    where line >= lines.texts.count || lines.texts[line] != text {
      throw .badHeader(line: line + 1)
    }
    guard expected.count == lines.texts.count else { throw .badHeader(line: expected.count + 1) }
    return model
  }

  private func header(_ model: Model, _ body: [UInt8]) -> String {
    headerLines(model, body).joined(separator: "\n") + "\n\n"
  }

  private func headerLines(_ model: Model, _ body: [UInt8]) -> [String] {
    let settings = model.settings
    let subnets = settings.subnetBlocks.map(\.description).joined(separator: "\n")
    return [
      "\(Self.name)\(Model.formatVersion)", "window: \(settings.windowHours)h",
      "windows: \(model.windows)", "from: \(model.start.map(\.description) ?? "never")",
      "to: \(model.end.map(\.description) ?? "never")",
      "internal: \(ModelSettings.list(settings.internalBlocks))",
      "subnets: \(settings.subnetBlocks.count), sha256 \(hash(Array(subnets.utf8)))",
      "history needed: \(settings.minimumHistory)", "horizon: \(settings.horizonHours)h",
      "betweenness sources: \(settings.betweennessSources)", "hosts: \(model.hosts)",
      "edges: \(model.edges)", "host-windows of reference: \(model.referenceHostWindows)",
      bodyLine(body),
    ]
  }

  private func bodyLine(_ body: [UInt8]) -> String {
    "body: \(body.count) bytes, sha256 \(hash(body))"
  }

  /// The number in `body: 184213 bytes, sha256 …`.
  private static func bodySize(_ line: String) -> Int? {
    let words = line.split(separator: " ")
    guard words.count == 5, words[0] == "body:", words[2] == "bytes," else { return nil }
    return Int(words[1])
  }

  /// The lines up to the first empty one, and where the body starts; nil if nothing ends them.
  private static func headerLines(_ bytes: [UInt8]) -> (texts: [String], end: Int?) {
    let newline = UInt8(ascii: "\n")
    var texts: [String] = []
    var start = 0
    let limit = min(bytes.count, largestHeader)
    for place in 0..<limit where bytes[place] == newline {
      if place == start { return (texts, place + 1) }
      texts.append(String(decoding: bytes[start..<place], as: UTF8.self))
      start = place + 1
    }
    return (texts, nil)
  }
}
