// SPDX-License-Identifier: Apache-2.0

public import Flows
import Topology

/// What past windows have taught, fit to be kept in a file and to go on from.
///
/// Learning window by window, in as many portions as one likes, gives the same model.
public struct Model: Sendable {
  /// The format of files; another number with every change in what stored bytes mean, features
  /// included.
  public static let formatVersion = 4

  /// What it depends on.
  public let settings: ModelSettings
  /// The start of the first window learned; nil before.
  public private(set) var start: Timestamp?
  /// The end of the last window learned: what starts before it is known and cannot be judged or
  /// learned again; nil before the first.
  public private(set) var end: Timestamp?
  private(set) var past: Past
  private(set) var chains: CausalChains

  /// A model that knows nothing yet.
  public init(_ settings: ModelSettings) {
    self.settings = settings
    past = Past()
    chains = CausalChains(horizonHours: settings.horizonHours)
  }

  /// How many windows were learned; hours without any flow make none.
  public var windows: Int { past.profiles.windows }
  /// How many internal hosts are known.
  public var hosts: Int { past.profiles.hostCount }
  /// How many (source, target, service) are known.
  public var edges: Int { past.profiles.edgeCount }
  /// How many host-windows others are compared with.
  public var referenceHostWindows: Int { past.reference.count }
  /// Whether `source` ever asked `target` for `service`.
  public func knowsEdge(_ source: IPAddress, _ target: IPAddress, _ service: Service) -> Bool {
    past.profiles.knowsEdge(source, target, service)
  }

  /// Takes in a window; nobody in it but `flagged` counts as anything but benign.
  ///
  /// - Returns: The features of the window's hosts.
  /// - Precondition: It starts at ``end`` or later.
  @discardableResult
  mutating func learn(
    _ window: TimeRange, _ hourly: EdgeTable, _ options: AnalysisOptions,
    except flagged: Set<IPAddress> = []
  ) -> FeatureMatrix {
    precondition(end.map { $0 <= window.start } ?? true, "windows are learned in order of time")
    let view = WindowView(window, hourly: hourly, past: past, chains: &chains, options: options)
    past.fold(view, except: flagged, options)
    start = start ?? window.start
    end = window.end
    return view.featureMatrix
  }
}

extension Model {
  /// Everything after the header, as bytes that depend on nothing but what was learned.
  ///
  /// - Throws: ``ModelError/tooLarge(_:count:most:)``.
  /// - Complexity: O(host-windows · features + *E*).
  func body() throws(ModelError) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(count: Feature.all.count, of: Self.featureLimit)
    for feature in Feature.all { writer.append(feature.name) }
    settings.write(to: &writer)
    writer.append(start != nil)
    if let start, let end {
      writer.append(signed: start.microseconds)
      writer.append(signed: end.microseconds)
    }
    past.write(to: &writer)
    chains.write(to: &writer, HostNumbers(past.profiles))
    if let excess = writer.excess {
      throw .tooLarge(excess.limit.name, count: excess.count, most: excess.limit.most)
    }
    return writer.bytes
  }

  /// The model with this body.
  ///
  /// - Throws: ``ModelError/damaged(_:)``, ``ModelError/otherFeatures``; offsets count from the
  ///   start of the body.
  init(body: [UInt8]) throws(ModelError) {
    var reader = ByteReader(body)
    do throws(StorageError) {
      let names = try Self.featureNames(&reader)
      if names == Feature.all.map(\.name) {
        try self.init(from: &reader)
        guard reader.remaining == 0 else {
          throw StorageError.invalid("what follows the model", offset: reader.offset)
        }
        return
      }
    } catch {
      throw .damaged(error.text)
    }
    throw .otherFeatures
  }

  private static let featureLimit = StorageLimit("features", 1 << 12)

  private static func featureNames(
    _ reader: inout ByteReader
  ) throws(StorageError) -> [String] {
    var names: [String] = []
    for _ in 0..<(try reader.count(of: featureLimit)) { names.append(try reader.text()) }
    return names
  }

  private init(from reader: inout ByteReader) throws(StorageError) {
    settings = try ModelSettings(from: &reader)
    let place = reader.offset
    if try reader.bool() {
      let start = try reader.signed("a time", in: Timestamp.storable)
      let end = try reader.signed("a time", in: Timestamp.storable)
      let length = Int64(settings.windowHours) * EdgeTable.tickLength
      guard start < end, start % length == 0, end % length == 0 else {
        throw .invalid("the time learned", offset: place)
      }
      self.start = Timestamp(microseconds: start)
      self.end = Timestamp(microseconds: end)
    }
    past = try Past(from: &reader)
    guard (past.profiles.windows > 0) == (end != nil) else {
      throw .invalid("the time learned", offset: place)
    }
    chains = try CausalChains(
      from: &reader, horizonHours: settings.horizonHours,
      end: end?.microseconds ?? Timestamp.storable.lowerBound, HostNumbers(past.profiles))
  }
}
