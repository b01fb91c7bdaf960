// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Reporting
import Topology

/// One pair of subnets, service by service.
struct PairModel {
  struct AlertLink {
    let id: String, page: String
  }

  struct Row {
    let service: String, flows: String, failed: String, bytes: String, sources: String
    let targets: String, windows: String, firstSeen: String
    let isNewCell: Bool
    let alerts: [AlertLink]
    let moreAlerts: String?
  }

  let pairName: String
  let pairSentence: String
  let lines: [Row]
  let hasLines: Bool
  let reverse: String
}

extension ReviewPages {
  private static let cellRows = 200
  private static let alertsInCell = 3

  /// The services of the pair that is looked into; nil if none is.
  func pair(
    _ query: MatrixQuery, _ range: TimeRange, _ names: Names, _ archive: Archive
  ) throws -> PairModel? {
    guard let source = query.fromSubnet, let target = query.toSubnet else { return nil }
    let all = try archive.cells(from: source, to: target, in: range).filter { cell in
      (query.port.map { $0 == cell.cell.service.port } ?? true)
        && (query.transport.map { $0 == cell.cell.service.transport } ?? true)
    }
    let isFirst = try archive.span().map { range.start <= $0.start } ?? true
    let isNew = { (cell: SubnetPairCell) in !isFirst && cell.firstWindow >= range.start }
    let ranked = all.sorted {
      (isNew($0) ? 0 : 1, $0.alerts.isEmpty ? 1 : 0, $1.flows, $0.cell)
        < (isNew($1) ? 0 : 1, $1.alerts.isEmpty ? 1 : 0, $0.flows, $1.cell)
    }
    let rows = ranked.prefix(Self.cellRows).map { cell in
      PairModel.Row(
        service: cell.cell.service.title, flows: PlainWords.count(cell.flows),
        failed: PlainWords.count(cell.failedFlows), bytes: PlainWords.bytes(cell.bytes),
        sources: PlainWords.count(cell.sources), targets: PlainWords.count(cell.targets),
        windows: PlainWords.count(cell.windows), firstSeen: Words.window(cell.firstWindow),
        isNewCell: isNew(cell),
        alerts: cell.alerts.prefix(Self.alertsInCell).map {
          PairModel.AlertLink(id: $0, page: Link.alert($0))
        }, moreAlerts: Self.more(cell.alerts.count - Self.alertsInCell, "alert"))
    }
    let hidden = all.count - rows.count
    return PairModel(
      pairName: "\(Self.title(source, names)) to \(Self.title(target, names))",
      pairSentence: all.isEmpty
        ? "Nothing went this way in this time."
        : "\(PlainWords.count(all.count, "service")), what is new first, then what has alerts"
          + (hidden > 0 ? "; the first \(rows.count) are shown." : "."),
      lines: rows, hasLines: !rows.isEmpty, reverse: query.address(target, source))
  }
}
