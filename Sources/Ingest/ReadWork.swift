// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What is done on several threads at once while reading.
enum ReadWork: Sendable {
  /// A piece of a file to be parsed.
  case parse(PieceFeed.Job)
  /// Flows of a file that have passed the ``SequentialStages`` to be oriented.
  case settle(FlowBatch, file: Int)

  /// What came of it.
  enum Outcome<Piece: Sendable>: Sendable {
    /// A piece without its bytes; what was made of its flows, unless they are deferred.
    case parsed(PieceFeed.Job, PieceResult, Piece?)
    /// What was made of a file's oriented flows, the flows that tell nothing by themselves, and how
    /// many were turned.
    case settled(Piece, FlowBatch, Orientation.Counts, file: Int)
  }

  /// Does it; `transform` makes of a file's flows what is to be folded, and what flows say is summed
  /// up if `takesContent`, to know them again.
  func done<Piece: Sendable>(
    takesContent: Bool, _ transform: @Sendable (FlowBatch, Int) -> Piece
  ) -> Outcome<Piece> {
    switch self {
    case .parse(let job):
      var result = job.result()
      if takesContent, result.usedRecords == nil {
        result.content.add(result.flows)
        result.content.add(result.undecided)
        result.content.add(FlowBatch(result.halves.lazy.map(\.flow)))
      }
      guard !result.isDeferred else { return .parsed(job.withoutBytes, result, nil) }
      let piece = transform(result.flows, job.file)
      result.settled = result.flows.count
      result.flows = FlowBatch()
      return .parsed(job.withoutBytes, result, piece)
    case .settle(let batch, let file):
      var orientation = Orientation()
      var counts = Orientation.Counts()
      let settled = orientation.settle(batch, counts: &counts)
      return .settled(transform(settled, file), orientation.undecided, counts, file: file)
    }
  }
}
