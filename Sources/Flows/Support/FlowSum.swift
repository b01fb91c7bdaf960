// SPDX-License-Identifier: Apache-2.0

/// What flows of many pieces add up to, several pieces at once.
///
/// Pieces come in any order and on any thread; what they add up to must not depend on it.
public protocol FlowSum: Sendable {
  /// Adds the flows of a piece.
  ///
  /// - Parameters:
  ///   - flows: Flows whose direction is settled.
  ///   - file: The place, among the files opened, of the file they are from; of two halves it is
  ///     the one that came first.
  func add(_ flows: FlowBatch, ofFile file: Int)
}
