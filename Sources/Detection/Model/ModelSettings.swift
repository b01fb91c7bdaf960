// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What everything in a model depends on: windows judged by it must be seen in the same way.
public struct ModelSettings: Hashable, Sendable {
  /// Length of a window in hours, 1...744.
  public let windowHours: Int
  /// Which addresses are ours, ascending, each block once.
  public let internalBlocks: [Subnet]
  /// The blocks of the subnets file, ascending, each once; names may change.
  public let subnetBlocks: [Subnet]
  /// Windows of history a window needs before it serves as reference.
  public let minimumHistory: Int
  /// The longest time an intruder is expected to wait between two hops, in hours.
  public let horizonHours: Int
  /// From how many hosts shortest ways are followed in large networks.
  public let betweennessSources: Int

  /// The settings of an analysis.
  public init(_ options: AnalysisOptions, internalScope: InternalScope = .standard) {
    windowHours = options.windowHours
    internalBlocks = Set(internalScope.blocks).sorted()
    subnetBlocks = options.subnets.blocks
    minimumHistory = options.minimumHistory
    horizonHours = options.horizonHours
    betweennessSources = options.graph.betweennessSources
  }

  /// Checks that windows seen with `other` settings can be judged by a model of these.
  ///
  /// - Throws: ``ModelError/otherSettings(_:model:given:advice:)`` naming the first difference.
  public func check(_ other: ModelSettings) throws(ModelError) {
    func fail(_ what: String, _ own: String, _ given: String, _ advice: String) -> ModelError {
      .otherSettings(what, model: own, given: given, advice: advice)
    }
    if windowHours != other.windowHours {
      throw fail(
        "windows", "\(windowHours)h", "\(other.windowHours)h", "give --window \(windowHours)h")
    }
    if internalBlocks != other.internalBlocks {
      throw fail(
        "internal networks", Self.list(internalBlocks), Self.list(other.internalBlocks),
        "give the same --internal")
    }
    if subnetBlocks != other.subnetBlocks {
      let difference = Set(subnetBlocks).symmetricDifference(other.subnetBlocks).sorted()
      throw fail(
        "subnets", "\(subnetBlocks.count)",
        "\(other.subnetBlocks.count), differing in \(Self.list(difference))",
        "give the same --subnets, or learn anew")
    }
    let numbers = [
      (
        "betweenness sources", betweennessSources, other.betweennessSources,
        "give --betweenness-sources \(betweennessSources)"
      ),
      ("windows of history needed", minimumHistory, other.minimumHistory, "learn anew"),
      ("horizon hours", horizonHours, other.horizonHours, "learn anew"),
    ]
    for (what, own, given, advice) in numbers where own != given {
      throw fail(what, "\(own)", "\(given)", advice)
    }
  }

  /// Blocks for people, of many the first.
  static func list(_ blocks: [Subnet]) -> String {
    let shown = blocks.prefix(8).map(\.description).joined(separator: ",")
    return blocks.count > 8 ? "\(shown) and \(blocks.count - 8) more" : shown
  }
}

extension ModelSettings {
  func write(to writer: inout ByteWriter) {
    writer.append(windowHours)
    writer.append(internalBlocks)
    writer.append(subnetBlocks)
    writer.append(minimumHistory)
    writer.append(horizonHours)
    writer.append(betweennessSources)
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    windowHours = try reader.number("the length of a window", in: 1...744)
    internalBlocks = try Self.blocks(&reader)
    subnetBlocks = try Self.blocks(&reader)
    minimumHistory = try reader.number("the history needed", in: 1...1_000_000)
    horizonHours = try reader.number("the horizon", in: 1...1_000_000)
    betweennessSources = try reader.number("the betweenness sources", in: 1...Int.max)
  }

  /// Blocks in ascending order.
  private static func blocks(_ reader: inout ByteReader) throws(StorageError) -> [Subnet] {
    let start = reader.offset
    let blocks = try reader.subnets()
    for (block, next) in zip(blocks, blocks.dropFirst()) where block >= next {
      throw .invalid("a list of subnets", offset: start)
    }
    return blocks
  }
}
