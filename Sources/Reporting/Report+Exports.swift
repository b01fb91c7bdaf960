// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// The formats findings are exchanged in.
  public enum ExportFormat: String, CaseIterable, Sendable {
    /// Elastic Common Schema: an alert a line.
    case ecs
    /// OCSF 1.5: a Detection Finding a line.
    case ocsf
    /// OCSF 1.8: a Detection Finding a line.
    case ocsf18 = "ocsf-1.8"
    /// STIX 2.1: a bundle with what was observed, sightings and a report.
    case stix
    /// MITRE ATT&CK Navigator: a layer of format 4.5.
    case navigator
    /// MITRE Attack Flow 2: the paths as actions and assets.
    case attackFlow = "attack-flow"
    /// Common Event Format: ArcSight, Microsoft Sentinel.
    case cef
    /// Log Event Extended Format 2.0: QRadar.
    case leef
    /// Syslog of RFC 5424 with structured data.
    case syslog
    /// Splunk's HTTP Event Collector.
    case splunkHEC = "splunk-hec"
    /// The body of an Elasticsearch or OpenSearch bulk request.
    case elasticBulk = "elastic-bulk"
    /// BloodHound OpenGraph: flagged hosts and hops.
    case opengraph
    /// The report for a ticket.
    case markdown
    /// A finding a row.
    case csv
    /// `findings.json` itself.
    case json

    /// The name of the file in a report folder.
    public var fileName: String {
      switch self {
      case .json: "findings.json"
      case .csv: "findings.csv"
      case .markdown: "report.md"
      case .cef, .leef, .syslog: "findings.\(rawValue)"
      case .stix, .navigator, .attackFlow, .opengraph: "findings.\(rawValue).json"
      case .ecs, .ocsf, .ocsf18, .splunkHEC, .elasticBulk: "findings.\(rawValue).ndjson"
      }
    }
  }

  /// The findings as syslog messages, each with its length in bytes in front, as streams need it that
  /// do not part messages by lines (RFC 6587 section 3.4.1).
  public var octetCountedSyslog: [UInt8] { SyslogExport.bytes(self, isCounted: true) }

  /// The findings in `format`: the same report gives the same bytes, the same finding the same id.
  ///
  /// - Throws: `ReportError.encoding` if a value cannot be written.
  /// - Complexity: O(findings · hops).
  public func bytes(as format: ExportFormat) throws(ReportError) -> [UInt8] {
    switch format {
    case .ecs: ECSExport.bytes(self)
    case .ocsf: OCSFExport.bytes(self, version: "1.5.0")
    case .ocsf18: OCSFExport.bytes(self, version: "1.8.0")
    case .stix: STIXExport.bytes(self)
    case .navigator: NavigatorExport.bytes(self)
    case .attackFlow: AttackFlowExport.bytes(self)
    case .cef: CEFExport.bytes(self)
    case .leef: LEEFExport.bytes(self)
    case .syslog: SyslogExport.bytes(self)
    case .splunkHEC: SplunkExport.bytes(self)
    case .elasticBulk: ElasticBulkExport.bytes(self)
    case .opengraph: OpenGraphExport.bytes(self)
    case .markdown: MarkdownExport.bytes(self)
    case .csv: CSVExport.bytes(self)
    case .json: try json()
    }
  }
}
