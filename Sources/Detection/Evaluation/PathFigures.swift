// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// How well attack paths retrace what intruders did.
///
/// A path is right if it holds a planted hop: same source, same target.
public struct PathFigures: Hashable, Sendable {
  /// The paths in the order they are listed in, right ones wanted.
  public let ranking: Ranking
  /// Paths that are right.
  public let precision: HostFigures.Share
  /// Intrusions with hops that have one on a path.
  public let recall: HostFigures.Share
  /// Hops on right paths that an intruder really made, scans included.
  public let hopPrecision: HostFigures.Share
  /// Planted hops that lie on one path: of each intrusion the path that has most of them.
  public let hopsOnOnePath: HostFigures.Share
  /// Planted hops that, on that path, follow what they really followed: the intruder's last hop
  /// into their source, or nothing where the intruder started.
  public let hopsInOrder: HostFigures.Share

  /// The harmonic mean of recall and precision, 0...1; nil unless hops were planted.
  public var f1: Double? {
    guard let recall = recall.value else { return nil }
    guard let precision = precision.value, precision + recall > 0 else { return 0 }
    return 2 * precision * recall / (precision + recall)
  }

  /// - Parameters:
  ///   - paths: The most certain and longest first.
  ///   - grid: The truth of the judged windows.
  /// - Complexity: O(planted hops · hops of paths).
  init(_ paths: [AttackPath], _ grid: TruthGrid) {
    let planted = grid.intrusions.indices.map(grid.hops)
    let links = Set(planted.joined().compactMap(Link.init))
    let made = Set(grid.intrusions.flatMap(\.acts).compactMap(Link.init))
    let isRight = paths.map { $0.hops.contains { links.contains(Link($0)) } }
    ranking = Ranking(scores: paths.indices.map { Double(-$0) }, isWanted: isRight)
    precision = HostFigures.Share(Double(isRight.count { $0 }), of: Double(paths.count))
    let onRight = zip(paths, isRight).filter(\.1).flatMap(\.0.hops)
    hopPrecision = HostFigures.Share(
      Double(onRight.count { made.contains(Link($0)) }), of: Double(onRight.count))
    var found = 0
    var onOne = 0
    var ordered = 0
    for hops in planted {
      let counts = paths.map { path in Self.onPath(hops, path).count }
      guard let most = counts.max(), most > 0, let place = counts.firstIndex(of: most)
      else { continue }
      found += 1
      onOne += most
      ordered += Self.onPath(hops, paths[place]).count { number in
        Self.predecessor(of: number, in: hops)
          == Self.predecessor(of: hops[number], on: paths[place])
      }
    }
    let all = planted.reduce(0) { $0 + $1.count }
    recall = HostFigures.Share(Double(found), of: Double(planted.count { !$0.isEmpty }))
    hopsOnOnePath = HostFigures.Share(Double(onOne), of: Double(all))
    hopsInOrder = HostFigures.Share(Double(ordered), of: Double(all))
  }

  /// Places in `hops` of those that lie on `path`.
  private static func onPath(_ hops: [GroundTruth.Act], _ path: AttackPath) -> [Int] {
    let links = Set(path.hops.map { Link($0) })
    return hops.indices.filter { number in Link(hops[number]).map(links.contains) ?? false }
  }

  /// The last planted hop into the source of hop `number` before it.
  private static func predecessor(of number: Int, in hops: [GroundTruth.Act]) -> Link? {
    hops[..<number].last { $0.target == hops[number].host }.flatMap { Link($0) }
  }

  /// The last hop of the path into the source of a planted hop before it.
  private static func predecessor(of hop: GroundTruth.Act, on path: AttackPath) -> Link? {
    guard let link = Link(hop), let place = path.hops.firstIndex(where: { Link($0) == link })
    else { return nil }
    return path.hops[..<place].last { $0.edge.target == hop.host }.map { Link($0) }
  }
}

/// Who went where, whatever the service: an intruder's hop may use several.
private struct Link: Hashable {
  let source: IPAddress
  let target: IPAddress

  init(_ hop: Hop) {
    source = hop.edge.source
    target = hop.edge.target
  }

  init?(_ act: GroundTruth.Act) {
    guard let target = act.target else { return nil }
    source = act.host
    self.target = target
  }
}
