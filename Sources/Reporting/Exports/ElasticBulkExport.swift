// SPDX-License-Identifier: Apache-2.0

/// The body of a bulk request to Elasticsearch or OpenSearch: ECS alerts, each under its id, so
/// that sending a finding again replaces it.
///
/// Source: elastic.co/docs/api, *Bulk index or delete documents*.
enum ElasticBulkExport {
  private static let index = "sidestep-findings"

  static func bytes(_ report: Report) -> [UInt8] {
    JSONValue.lines(
      ExportedFinding.all(report).flatMap { item -> [JSONValue] in
        [
          ["index": ["_index": .text(index), "_id": .text(item.uuid)]],
          ECSExport.alert(item, report),
        ]
      })
  }
}
