// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Flows by the file they are from.
struct FiledFlows {
  /// The flows of each file, in order; files as they first came.
  private(set) var batches: [(file: Int, flows: FlowBatch)] = []

  /// Adds a flow.
  mutating func append(_ flow: Flow, ofFile file: Int) {
    // Few files are read at a time.
    let known = batches.lastIndex { $0.file == file }
    if known == nil { batches.append((file, FlowBatch())) }
    batches[known ?? batches.count - 1].flows.append(flow)
  }

  /// All of them, those of one file after those of another.
  var all: FlowBatch { FlowBatch(batches.flatMap { (0..<$0.flows.count).map($0.flows.row) }) }
}

extension FlowBatch {
  fileprivate func row(_ row: Int) -> Flow { self[row] }
}
