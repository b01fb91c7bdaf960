// SPDX-License-Identifier: Apache-2.0

public import Archive
import Detection
import Flows
import Reporting
import Topology

/// What the template of the matrix shows.
struct MatrixModel {
  struct Side {
    let name: String, block: String
  }

  struct Square {
    let page: String?
    let cells: String, words: String, depth: String
    let newCells: String?
    let isLooked: Bool
    let isOwn: Bool
  }

  struct Row {
    let side: Side
    let squares: [Square]
  }

  let fromText: String
  let toText: String
  let portText: String
  let pairFields: [Side]
  let clearAddress: String
  let isNarrow: Bool
  let sentence: String
  let leftOut: String?
  let columns: [Side]
  let rows: [Row]
  let hasRows: Bool
  let pair: PairModel?
}

extension ReviewPages {
  /// Subnets on a side of the matrix.
  static let subnetsShown = 40
  private static let week: Int64 = 7 * 86_400_000_000

  /// Which subnets talk to which, or one pair of them.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func matrix(_ archive: Archive, query: MatrixQuery, frame: PageFrame) throws -> String {
    let names = try Names(archive, of: [])
    let span = try archive.span()
    let range = span.map { Self.range(query, in: $0) }
    let pairs =
      try range.map {
        try archive.subnetPairs(in: $0, port: query.port, transport: query.transport)
      } ?? []
    let looked = [query.fromSubnet, query.toSubnet].compactMap(\.self)
    let shown = Self.busiest(pairs, with: looked)
    let squares = Dictionary(
      pairs.map { ([$0.source, $0.target], $0) }, uniquingKeysWith: { first, _ in first })
    let hidden = pairs.filter { !shown.contains($0.source) || !shown.contains($0.target) }
    let most = pairs.map(\.flows).max() ?? 1
    // What is first in all that is kept is not known to be new.
    let isFirst = range.flatMap { range in span.map { range.start <= $0.start } } ?? true
    let side = { (block: Subnet) in
      MatrixModel.Side(name: Words.line(names.name(of: block), 24), block: block.description)
    }
    let model = MatrixModel(
      fromText: query.from.map(\.description) ?? "", toText: query.to.map(\.description) ?? "",
      portText: query.service ?? "",
      pairFields: [("from_subnet", query.fromSubnet), ("to_subnet", query.toSubnet)].compactMap {
        name, block in block.map { MatrixModel.Side(name: name, block: $0.description) }
      },
      clearAddress: MatrixQuery().address(),
      isNarrow: query.from != nil || query.to != nil || query.port != nil,
      sentence: Self.sentence(pairs, range, span, isFirst: isFirst, query),
      leftOut: hidden.isEmpty
        ? nil
        : "Shown are the \(shown.count) subnets with the most flows; "
          + "\(PlainWords.count(hidden.count, "pair")) of others with "
          + PlainWords.count(hidden.reduce(0) { $0 + $1.cells }, "cell")
          + (isFirst
            ? "" : ", \(PlainWords.count(hidden.reduce(0) { $0 + $1.newCells })) of them new,")
          + " are not.",
      columns: shown.map(side),
      rows: shown.map { source in
        MatrixModel.Row(
          side: side(source),
          squares: shown.map { target in
            Self.square(squares[[source, target]], source, target, most, isFirst, query, names)
          })
      },
      hasRows: !shown.isEmpty, pair: try range.flatMap { try pair(query, $0, names, archive) })
    return document("Matrix", at: .matrix, archive, frame, content: templates.matrix.render(model))
  }

  /// The time shown: the last week of the archive if nothing else is asked for.
  private static func range(_ query: MatrixQuery, in span: TimeRange) -> TimeRange {
    let end = query.to ?? span.end
    let start = query.from ?? max(span.start, end.advanced(byMicroseconds: -week))
    return TimeRange(min(start, end), end)
  }

  /// The subnets with the most flows, by address, those looked into among them.
  private static func busiest(_ pairs: [SubnetPair], with looked: [Subnet]) -> [Subnet] {
    var flows: [Subnet: Double] = [:]
    for pair in pairs {
      flows[pair.source, default: 0] += Double(pair.flows)
      flows[pair.target, default: 0] += Double(pair.flows)
    }
    for block in looked where flows[block] != nil { flows[block] = .infinity }
    let ranked = flows.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return ranked.prefix(subnetsShown).map(\.key).sorted()
  }

  private static func square(
    _ pair: SubnetPair?, _ source: Subnet, _ target: Subnet, _ most: Int64, _ isFirst: Bool,
    _ query: MatrixQuery, _ names: Names
  ) -> MatrixModel.Square {
    let isLooked = query.fromSubnet == source && query.toSubnet == target
    guard let pair else {
      return MatrixModel.Square(
        page: nil, cells: "", words: "", depth: "0", newCells: nil, isLooked: isLooked,
        isOwn: source == target)
    }
    var depth = 4
    var limit = most / 10
    while depth > 1, pair.flows <= limit {
      depth -= 1
      limit /= 10
    }
    return MatrixModel.Square(
      page: query.address(source, target), cells: PlainWords.count(pair.cells),
      words: "\(title(source, names)) to \(title(target, names)): "
        + PlainWords.count(pair.cells, "cell")
        + (isFirst ? "" : ", \(PlainWords.count(pair.newCells)) new")
        + ", \(PlainWords.count(pair.flows, "flow")), \(PlainWords.bytes(pair.bytes))",
      depth: String(depth),
      newCells: pair.newCells > 0 && !isFirst ? PlainWords.count(pair.newCells) : nil,
      isLooked: isLooked,
      isOwn: false)
  }

  private static func sentence(
    _ pairs: [SubnetPair], _ range: TimeRange?, _ span: TimeRange?, isFirst: Bool,
    _ query: MatrixQuery
  ) -> String {
    guard let range, let span else { return "The archive is empty: take flows in first." }
    let time = "\(Words.window(range.start)) to \(Words.window(range.end))"
    let what = query.service.map { " on port \($0)" } ?? ""
    guard !pairs.isEmpty else {
      return "No subnet talked to another\(what) from \(time); the archive goes from "
        + "\(Words.window(span.start)) to \(Words.window(span.end))."
    }
    let new = pairs.reduce(0) { $0 + $1.newCells }
    return "From \(time) \(PlainWords.count(pairs.count, "pair")) of subnets used "
      + "\(PlainWords.count(pairs.reduce(0) { $0 + $1.cells }, "cell")) (source subnet, target subnet, "
      + "port)\(what); "
      + (isFirst
        ? "which of them are new is not known, as nothing earlier is kept."
        : "\(PlainWords.count(new)) of them had not been seen before.")
  }
}
