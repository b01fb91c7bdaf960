// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Writes flows as one of the files a network's sensors leave behind.
///
/// Writers only make bytes; whoever calls them decides where those go, and may hand over one
/// batch after the other to stay within bounded memory.
public protocol FlowWriter: Sendable {
  /// Adds what comes before the first row; nothing for formats without a header.
  func appendHeader(to bytes: inout [UInt8])

  /// Adds a row for each flow.
  ///
  /// - Complexity: O(flows) time, about 500 bytes a flow at most.
  mutating func append(_ batch: LabelledFlows, to bytes: inout [UInt8])
}

/// The formats a simulation can be written in.
public enum FlowFileFormat: String, CaseIterable, Sendable {
  /// CIC-IDS2017 flow CSV, 85 columns; times to the second.
  case cic
  /// Zeek conn.log, tab-separated.
  case zeek
  /// Zeek conn.log, one JSON object a line.
  case zeekJSON = "zeek-json"
  /// Suricata EVE, `flow` events.
  case eve
  /// Argus `ra` with commas, 13 columns.
  case argus
  /// A plain table with commas, 13 columns under usual names.
  case csv

  /// The format called `name`, also by what readers of it are called.
  public init?(named name: String) {
    switch name {
    case "suricata": self = .eve
    default: self.init(rawValue: name)
    }
  }

  /// A writer for the flows of a simulation; `labels` says whether formats with a label column
  /// (``cic``, ``csv``) name the intruder's scenario there, or call all rows benign.
  public func writer(for simulation: Simulation, labels: Bool) -> any FlowWriter {
    let seed = simulation.options.seed
    return switch self {
    case .cic: CICWriter(truth: labels ? simulation.truth : Truth())
    case .zeek: ZeekWriter(style: .tabs, seed: seed, opened: simulation.options.start)
    case .zeekJSON: ZeekWriter(style: .json, seed: seed, opened: simulation.options.start)
    case .eve: EVEWriter(seed: seed)
    case .argus: ArgusWriter()
    case .csv: PlainTableWriter(truth: labels ? simulation.truth : Truth())
    }
  }
}

/// A flow as writers see it.
struct WrittenFlow {
  let start: Int64
  let duration: Int64
  let source: IPAddress
  let target: IPAddress
  let sourcePort: UInt16
  let service: Service
  let packetsOut: Int64
  let packetsIn: Int64
  let bytesOut: Int64
  let bytesIn: Int64
  let state: ConnectionState

  init(_ flows: FlowBatch, _ row: Int) {
    let flow = flows[row]
    start = flow.start.microseconds
    duration = flow.durationMicroseconds
    source = flow.source
    target = flow.target
    sourcePort = flow.sourcePort
    service = flow.service
    packetsOut = flow.packetsOut
    packetsIn = flow.packetsIn
    bytesOut = flow.bytesOut
    bytesIn = flow.bytesIn
    state = flow.state
  }

  var isTCP: Bool { service.transport == .tcp }

  /// Bytes of IP and transport headers of a packet.
  var headerLength: Int64 { isTCP ? 40 : 28 }
}
