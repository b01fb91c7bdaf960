// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

extension ReportFolder {
  /// The page's further maps, where they add to the first: who crossed where if any of it is new,
  /// and what else can have been reached from the entry of the first path.
  ///
  /// One that cannot be drawn is left out; its table is there.
  static func furtherMaps(
    _ result: AnalysisResult, edges: EdgeTable?, provenance: Provenance, subnets: SubnetMap,
    worker: MapWorker?
  ) -> (crossings: String?, blast: String?) {
    let directory = HostDirectory(result, subnets: subnets)
    var crossings: String?
    if result.crossings.contains(where: { $0.isNewCell == true }) {
      let map = AttackMap.crossings(
        result.crossings, directory: directory, windows: result.windows, provenance: provenance)
      crossings = try? MapDrawing.svg(map, worker: worker)
    }
    var blast: String?
    if let edges, let path = result.paths.first, let first = path.hops.first?.edge.firstSeen,
      let start = result.windows.first?.start, let end = result.windows.last?.end
    {
      let map = AttackMap.blastRadius(
        of: path.entry, after: first, edges: edges.slice(TimeRange(start, end)),
        directory: directory, subnets: subnets, provenance: provenance)
      if !map.arrows.isEmpty { blast = try? MapDrawing.svg(map, worker: worker) }
    }
    return (crossings, blast)
  }
}
