// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Zeek's connection log, as text columns or JSON.
///
/// Bytes are payload bytes (`orig_bytes`), and `orig_ip_bytes` adds the headers. A connection's
/// `uid` is unique within a log. Unset fields are `-` in columns and left out in JSON.
///
/// Source: Zeek documentation, *conn.log*, `Conn::Info`.
public struct ZeekWriter: FlowWriter {
  /// How rows look.
  public enum Style: Sendable {
    /// A `#` header, then columns between tabs.
    case tabs
    /// One JSON object a line.
    case json
  }

  private let style: Style
  private let opened: Timestamp
  private let prefix: [UInt8]
  private var rows: Int64 = 0

  private static let digits = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// A log that was opened at a moment; `seed` decides what its uids begin with.
  public init(style: Style, seed: UInt64, opened: Timestamp) {
    self.style = style
    self.opened = opened
    var generator = SeededGenerator(seed: seed)
    prefix = [UInt8(ascii: "C")] + (0..<10).map { _ in Self.digits[generator.below(62)] }
  }

  /// Adds what comes before the first row.
  public func appendHeader(to bytes: inout [UInt8]) {
    guard style == .tabs else { return }
    let at = opened.calendar
    bytes.add("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n")
    bytes.add("#path\tconn\n#open\t")
    bytes.add(Int64(at.year), width: 4)
    for part in [at.month, at.day, at.hour, at.minute, at.second] {
      bytes.append(UInt8(ascii: "-"))
      bytes.add(Int64(part), width: 2)
    }
    bytes.add("\n#fields\t" + Self.columns.map(\.name).joined(separator: "\t"))
    bytes.add("\n#types\t" + Self.columns.map(\.type).joined(separator: "\t") + "\n")
  }

  private static let columns: [(name: String, type: String)] = [
    ("ts", "time"), ("uid", "string"), ("id.orig_h", "addr"), ("id.orig_p", "port"),
    ("id.resp_h", "addr"), ("id.resp_p", "port"), ("proto", "enum"), ("service", "string"),
    ("duration", "interval"), ("orig_bytes", "count"), ("resp_bytes", "count"),
    ("conn_state", "string"), ("local_orig", "bool"), ("local_resp", "bool"),
    ("missed_bytes", "count"), ("history", "string"), ("orig_pkts", "count"),
    ("orig_ip_bytes", "count"), ("resp_pkts", "count"), ("resp_ip_bytes", "count"),
    ("tunnel_parents", "set[string]"), ("ip_proto", "count"),
  ]

  /// Adds a row for each flow.
  public mutating func append(_ batch: LabelledFlows, to bytes: inout [UInt8]) {
    for row in 0..<batch.flows.count {
      let flow = WrittenFlow(batch.flows, row)
      switch style {
      case .tabs: appendColumns(flow, to: &bytes)
      case .json: appendObject(flow, to: &bytes)
      }
      rows += 1
    }
  }

  private func appendUID(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: prefix)
    var rest = rows
    var place = bytes.count + 7
    for _ in 0..<7 { bytes.append(48) }
    while rest > 0, place > bytes.count - 7 {
      place -= 1
      bytes[place] = Self.digits[Int(rest % 62)]
      rest /= 62
    }
  }

  private func appendColumns(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    let tab = UInt8(ascii: "\t")
    bytes.add(seconds: flow.start)
    bytes.append(tab)
    appendUID(to: &bytes)
    bytes.append(tab)
    bytes.add(flow.source)
    bytes.append(tab)
    bytes.add(flow.zeekSourcePort)
    bytes.append(tab)
    bytes.add(flow.target)
    bytes.append(tab)
    bytes.add(Int64(flow.service.port))
    bytes.append(tab)
    bytes.add(flow.zeekTransport)
    bytes.append(tab)
    bytes.add(flow.zeekService ?? "-")
    bytes.append(tab)
    if flow.hasNoLength {
      bytes.add("-\t-\t-\t")
    } else {
      bytes.add(seconds: flow.duration)
      bytes.append(tab)
      bytes.add(flow.bytesOut)
      bytes.append(tab)
      bytes.add(flow.bytesIn)
      bytes.append(tab)
    }
    bytes.add(flow.zeekState)
    bytes.add(flow.source.isInOffice ? "\tT" : "\tF")
    bytes.add(flow.target.isInOffice ? "\tT\t0\t" : "\tF\t0\t")
    bytes.add(flow.zeekHistory)
    bytes.append(tab)
    bytes.add(flow.packetsOut)
    bytes.append(tab)
    bytes.add(flow.bytesOut + flow.packetsOut * flow.headerLength)
    bytes.append(tab)
    bytes.add(flow.packetsIn)
    bytes.append(tab)
    bytes.add(flow.bytesIn + flow.packetsIn * flow.headerLength)
    bytes.add("\t-\t")
    bytes.add(Int64(flow.service.transport.rawValue))
    bytes.append(UInt8(ascii: "\n"))
  }

  private func appendObject(_ flow: WrittenFlow, to bytes: inout [UInt8]) {
    bytes.add("{\"ts\":")
    bytes.add(seconds: flow.start)
    bytes.add(",\"uid\":\"")
    appendUID(to: &bytes)
    bytes.add("\",\"id.orig_h\":\"")
    bytes.add(flow.source)
    bytes.add("\",\"id.orig_p\":")
    bytes.add(flow.zeekSourcePort)
    bytes.add(",\"id.resp_h\":\"")
    bytes.add(flow.target)
    bytes.add("\",\"id.resp_p\":")
    bytes.add(Int64(flow.service.port))
    bytes.add(",\"proto\":\"")
    bytes.add(flow.zeekTransport)
    if let service = flow.zeekService {
      bytes.add("\",\"service\":\"")
      bytes.add(service)
    }
    if flow.hasNoLength {
      bytes.add("\"")
    } else {
      bytes.add("\",\"duration\":")
      bytes.add(seconds: flow.duration)
      bytes.add(",\"orig_bytes\":")
      bytes.add(flow.bytesOut)
      bytes.add(",\"resp_bytes\":")
      bytes.add(flow.bytesIn)
    }
    bytes.add(",\"conn_state\":\"")
    bytes.add(flow.zeekState)
    bytes.add(flow.source.isInOffice ? "\",\"local_orig\":true" : "\",\"local_orig\":false")
    bytes.add(flow.target.isInOffice ? ",\"local_resp\":true" : ",\"local_resp\":false")
    bytes.add(",\"missed_bytes\":0")
    if flow.zeekHistory != "-" {
      bytes.add(",\"history\":\"")
      bytes.add(flow.zeekHistory)
      bytes.add("\"")
    }
    bytes.add(",\"orig_pkts\":")
    bytes.add(flow.packetsOut)
    bytes.add(",\"orig_ip_bytes\":")
    bytes.add(flow.bytesOut + flow.packetsOut * flow.headerLength)
    bytes.add(",\"resp_pkts\":")
    bytes.add(flow.packetsIn)
    bytes.add(",\"resp_ip_bytes\":")
    bytes.add(flow.bytesIn + flow.packetsIn * flow.headerLength)
    bytes.add(",\"ip_proto\":")
    bytes.add(Int64(flow.service.transport.rawValue))
    bytes.add("}\n")
  }
}

extension IPAddress {
  /// Whether a simulated office's own sensor counts it as local.
  var isInOffice: Bool { (v4 ?? 0) >> 24 == 10 }
}
