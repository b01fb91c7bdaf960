// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// What is done on several threads at once while reading.
enum ReadWork: Sendable {
  /// A piece of a file to be parsed.
  case parse(PieceFeed.Job)
  /// Flows that have passed the ``SequentialStages`` to be oriented.
  case settle(FlowBatch)

  /// What came of it.
  enum Outcome<Piece: Sendable>: Sendable {
    /// A piece without its bytes; what was made of its flows, unless they are deferred.
    case parsed(PieceFeed.Job, PieceResult, Piece?)
    /// What was made of the oriented flows, the flows that tell nothing by themselves, and how many
    /// were turned.
    case settled(Piece, FlowBatch, Orientation.Counts)
  }

  /// Does it; `transform` makes of flows what is to be folded.
  func done<Piece: Sendable>(_ transform: @Sendable (FlowBatch) -> Piece) -> Outcome<Piece> {
    switch self {
    case .parse(let job):
      var result = job.result()
      guard !result.isDeferred else { return .parsed(job.withoutBytes, result, nil) }
      let piece = transform(result.flows)
      result.settled = result.flows.count
      result.flows = FlowBatch()
      return .parsed(job.withoutBytes, result, piece)
    case .settle(let batch):
      var orientation = Orientation()
      var counts = Orientation.Counts()
      let settled = orientation.settle(batch, counts: &counts)
      return .settled(transform(settled), orientation.undecided, counts)
    }
  }
}
