// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Sums flows into the edges of each file, several files being read in one run.
public final class EdgesOfFiles: FlowSum {
  private struct Known {
    var sums: [Int: EdgeSums] = [:]
    var latest = -1
  }

  private let scope: EdgeScope
  private let known = Parallel.Shared(Known())

  /// No edges yet.
  public init(scope: EdgeScope) { self.scope = scope }

  /// Adds flows; on any number of threads at once.
  public func add(_ flows: FlowBatch, ofFile file: Int) {
    let (sums, before) = known.change { [scope] known in
      let sums = known.sums[file] ?? EdgeSums(scope: scope)
      known.sums[file] = sums
      // Files come one after the other, so of the one before little is to come.
      let isNew = file > known.latest
      defer { known.latest = max(known.latest, file) }
      return (sums, isNew ? known.sums[known.latest] : nil)
    }
    before?.pack()
    sums.add(flows, ofFile: file)
  }

  /// The edges of a file, of which nothing is left here; nothing may be adding at that time.
  public func take(_ file: Int) -> EdgeTableBuilder {
    known.change { $0.sums.removeValue(forKey: file) }?.take() ?? EdgeTableBuilder(scope: scope)
  }
}
