// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
internal import GRDB
import Topology

extension Archive {
  /// What these windows have taught, from the model that is kept if that was made of the first of
  /// them, else from their edges.
  ///
  /// - Returns: The model, and the features of hosts in the windows that were learned now.
  func model(
    of windows: [ArchivedWindow], settings: ArchiveSettings, options: AnalysisOptions
  ) throws -> (Model, [(window: Timestamp, features: FeatureMatrix)]) {
    var (model, known) = try read { database in
      try kept(database, windows, options) ?? (Model(Self.modelSettings(settings, options)), 0)
    }
    var profiles: [(window: Timestamp, features: FeatureMatrix)] = []
    for window in windows[known...] {
      guard let edges = try edges(of: window.start) else { throw ArchiveError.changed }
      let benign = try read { try Self.benignHosts(in: window.start, $0) }
      let features = Analysis.learn(
        settings.window(window.start), edges, options: options,
        except: window.flagged.subtracting(benign), into: &model)
      profiles.append((window.start, features))
    }
    return (model, profiles)
  }

  private static func modelSettings(
    _ settings: ArchiveSettings, _ options: AnalysisOptions
  ) -> ModelSettings {
    ModelSettings(options, internalScope: InternalScope(settings.internalBlocks))
  }

  /// The kept model, and of how many of the windows it was made; nil if of others.
  private func kept(
    _ database: Database, _ windows: [ArchivedWindow], _ options: AnalysisOptions
  ) throws -> (Model, Int)? {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM model") else { return nil }
    let count: Int = row["windows"]
    guard count <= windows.count else { return nil }
    var flagged: [Timestamp: Set<IPAddress>] = [:]
    for window in windows.prefix(count) where !window.flagged.isEmpty {
      flagged[window.start] = window.flagged.subtracting(
        try Self.benignHosts(in: window.start, database))
    }
    let origin = madeOf(Array(windows.prefix(count)), flagged, options)
    guard row["made_of"] as String == origin,
      let bytes = try [UInt8].fetchBlob(database, sql: "SELECT bytes FROM model", [])
    else { return nil }
    // A model of another version, or a damaged one, is made anew: everything it knew is here.
    guard let model = try? ModelFile(hash: hash).model(bytes) else { return nil }
    return (model, count)
  }

  /// A model as it is kept.
  func stored(
    _ model: Model, of windows: [ArchivedWindow], flagged: [Timestamp: Set<IPAddress>],
    options: AnalysisOptions
  ) throws -> StoredPast? {
    guard let end = model.end else { return nil }
    var all = flagged
    try read { database in
      for window in windows where all[window.start] == nil && !window.flagged.isEmpty {
        all[window.start] = window.flagged.subtracting(
          try Self.benignHosts(in: window.start, database))
      }
    }
    return StoredPast(
      madeOf: madeOf(windows, all, options), ends: end, windows: windows.count,
      bytes: try ModelFile(hash: hash).bytes(of: model))
  }

  /// The hash of everything a model depends on.
  private func madeOf(
    _ windows: [ArchivedWindow], _ flagged: [Timestamp: Set<IPAddress>],
    _ options: AnalysisOptions
  ) -> String {
    var lines = [
      "model \(Model.formatVersion)", "window \(options.windowHours)",
      "history \(options.minimumHistory)", "horizon \(options.horizonHours)",
      "allowed \(options.allowed.rules)", "betweenness \(options.graph.betweennessSources)",
      "assets \(options.assets.assets.map(Self.text).joined(separator: ";"))",
      "subnets \(options.subnets.blocks.map(\.description).joined(separator: ","))",
    ]
    lines += windows.map { window in
      let hosts = (flagged[window.start] ?? []).sorted().map(\.description)
      return "\(window.start) \(window.hash) \(hosts.joined(separator: ","))"
    }
    return hash(Array(lines.joined(separator: "\n").utf8))
  }

  private static func text(_ asset: AssetTable.Asset) -> String {
    let times = [asset.from, asset.to].map { $0.map { "\($0.microseconds)" } ?? "" }
    return "\(asset.address) \(asset.role?.rawValue ?? "") \(times.joined(separator: " "))"
  }

  /// Hosts flagged in a window just judged that count as benign: already accepted or dismissed,
  /// or expected.
  func benign(
    _ result: AnalysisResult, in window: TimeRange, subnets: SubnetMap
  ) throws -> Set<IPAddress> {
    try read { database in
      var benign = try Self.benignHosts(in: window.start, database)
      let exceptions = try Self.exceptions(database).filter { $0.holds(in: window) }
      for draft in AlertDraft.all(result, crossings: [], subnets: subnets)
      where draft.kind == .host && exceptions.contains(where: { $0.covers(draft) }) {
        benign.formUnion(draft.hosts)
      }
      return benign
    }
  }
}
