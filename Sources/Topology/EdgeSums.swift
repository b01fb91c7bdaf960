// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Sums flows into edges on several threads at once.
///
/// Every thread sums for itself; hours that are over go to one place for all of them, so memory
/// hardly grows with the number of threads. Which thread sums what changes nothing.
public final class EdgeSums: FlowSum {
  private let scope: EdgeScope
  private let parts: Parallel.Sums<EdgeTableBuilder>
  private let over = Parallel.Shared<[Int32: [PackedHour]]>([:])
  private let omissions = Parallel.Shared<[EdgeScope.Omission: Int]>([:])

  /// No edges yet.
  public init(scope: EdgeScope) {
    self.scope = scope
    parts = Parallel.Sums { EdgeTableBuilder(scope: scope) }
  }

  /// Adds flows; on any number of threads at once.
  public func add(_ flows: FlowBatch, ofFile file: Int) {
    let hours = parts.add { part in
      part.add(flows)
      return part.takePacked()
    }
    for hour in hours { hand(over: hour) }
  }

  /// Puts an hour where all threads' are, together with what is there of it.
  private func hand(over hour: PackedHour) {
    var hour: PackedHour? = hour
    while let added = hour {
      let parts = over.change { hours in
        hours[added.tick, default: []].append(added)
        let parts = hours[added.tick] ?? []
        guard parts.count > EdgeTableBuilder.partsOfHour else { return [PackedHour]() }
        hours[added.tick] = nil
        return parts
      }
      // Merging takes time, in which nobody else is to wait.
      hour = PackedHour.merging(parts)
    }
  }

  /// Has everything take as little room as it can, as not much is to come any more.
  public func pack() {
    for var part in parts.take() {
      part.packAll()
      for hour in part.takePacked() { hand(over: hour) }
      let own = part.omissions
      omissions.change { $0.merge(own, uniquingKeysWith: +) }
    }
  }

  /// Everything added, of which nothing is left here; nothing may be adding at that time.
  public func take() -> EdgeTableBuilder {
    pack()
    return over.change { hours in
      defer { hours = [:] }
      return omissions.change { omissions in
        defer { omissions = [:] }
        return EdgeTableBuilder(scope: scope, packed: hours, omissions: omissions)
      }
    }
  }
}
