// SPDX-License-Identifier: Apache-2.0

/// Items in the order of their scores, and how well that order puts the wanted ones first.
///
/// Items of one score stand in no order among themselves: they share their mean rank, so that
/// no figure depends on how ties happen to be listed.
///
/// Source: J. Davis, M. Goadrich, *The Relationship Between Precision-Recall and ROC Curves*,
/// ICML 2006; for ties F. McSherry, M. Najork, *Computing Information Retrieval Performance
/// Measures Efficiently in the Presence of Tied Scores*, ECIR 2008.
public struct Ranking: Hashable, Sendable {
  /// A point of a curve, both in 0...1.
  public struct Point: Hashable, Sendable {
    /// Recall of a precision–recall curve, false-positive rate of a ROC curve.
    public var x: Double
    /// Precision of a precision–recall curve, true-positive rate of a ROC curve.
    public var y: Double

    /// The point with these values.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Items of one score.
  private struct Tie: Hashable {
    var count: Int
    var wanted: Int
  }

  /// Highest score first.
  private let ties: [Tie]
  /// How many items there are.
  public let count: Int
  /// How many of them are wanted.
  public let wanted: Int

  /// The ranking of these items.
  ///
  /// - Parameters:
  ///   - scores: One per item, finite; higher comes first.
  ///   - isWanted: Whether the ranking should put the item first.
  /// - Precondition: Both are equally long.
  /// - Complexity: O(*n* log *n*).
  public init(scores: [Double], isWanted: [Bool]) {
    precondition(scores.count == isWanted.count, "an item has a score and a truth")
    var ties: [Tie] = []
    var last: Double?
    for place in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
      if scores[place] != last { ties.append(Tie(count: 0, wanted: 0)) }
      last = scores[place]
      ties[ties.count - 1].count += 1
      ties[ties.count - 1].wanted += isWanted[place] ? 1 : 0
    }
    self.ties = ties
    count = scores.count
    wanted = isWanted.count { $0 }
  }

  /// The mean, over wanted items, of the precision at their rank; ties at their mean rank.
  ///
  /// What an analyst who reads from the top sees: 1 if all wanted items come before all others.
  ///
  /// - Returns: A number in 0...1; nil if nothing is wanted.
  public var averagePrecision: Double? {
    guard wanted > 0 else { return nil }
    var sum = 0.0
    var above = Tie(count: 0, wanted: 0)
    for tie in ties {
      let rank = Double(above.count) + Double(tie.count + 1) / 2
      let hits = Double(above.wanted) + Double(tie.wanted + 1) / 2
      sum += Double(tie.wanted) * hits / rank
      above.count += tie.count
      above.wanted += tie.wanted
    }
    return sum / Double(wanted)
  }

  /// The chance that a wanted item comes before an unwanted one, ties counting half: the area
  /// under the ROC curve.
  ///
  /// - Returns: A number in 0...1, 0.5 for a ranking by lot; nil unless there are both kinds.
  public var rocArea: Double? {
    let unwanted = count - wanted
    guard wanted > 0, unwanted > 0 else { return nil }
    var sum = 0.0
    var below = Double(unwanted)
    for tie in ties {
      let own = Double(tie.count - tie.wanted)
      below -= own
      sum += Double(tie.wanted) * (below + own / 2)
    }
    return sum / (Double(wanted) * Double(unwanted))
  }

  /// How many wanted items are expected among the first `length`, ties in an order by lot.
  ///
  /// - Returns: A number in 0...min(`length`, ``wanted``).
  public func hits(first length: Int) -> Double {
    var left = length
    var sum = 0.0
    for tie in ties where left > 0 {
      let taken = min(left, tie.count)
      sum += Double(tie.wanted) * Double(taken) / Double(tie.count)
      left -= taken
    }
    return sum
  }

  /// Precision at each recall, from the highest score down; empty if nothing is wanted.
  public var precisionRecallCurve: [Point] {
    guard wanted > 0 else { return [] }
    return cumulated.map { above in
      Point(
        x: Double(above.wanted) / Double(wanted), y: Double(above.wanted) / Double(above.count))
    }
  }

  /// True-positive rate at each false-positive rate, from (0, 0) to (1, 1); empty unless there
  /// are both wanted and unwanted items.
  public var rocCurve: [Point] {
    let unwanted = count - wanted
    guard wanted > 0, unwanted > 0 else { return [] }
    return [Point(x: 0, y: 0)]
      + cumulated.map { above in
        Point(
          x: Double(above.count - above.wanted) / Double(unwanted),
          y: Double(above.wanted) / Double(wanted))
      }
  }

  private var cumulated: [Tie] {
    var above = Tie(count: 0, wanted: 0)
    return ties.map { tie in
      above.count += tie.count
      above.wanted += tie.wanted
      return above
    }
  }
}
