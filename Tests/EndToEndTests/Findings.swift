// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `findings.json` promises, as far as the tests look at it.
struct Findings: Decodable {
  struct Host: Decodable {
    var address: String
  }

  struct Edge: Decodable {
    var source: Host
    var target: Host
    var transport: String
    var port: Int
    var firstSeen: String
  }

  struct Hop: Decodable {
    var number: Int
    var edge: Edge
  }

  struct Path: Decodable {
    var entry: Host
    var hops: [Hop]
  }

  struct Finding: Decodable {
    var id: String
    var host: Host
    var severity: String
  }

  struct Input: Decodable {
    var name: String
  }

  struct Flows: Decodable, Equatable {
    var read: Int
    var used: Int
    var turned: Int
    var ignored: Int
    var rejected: Int
    var duplicates: Int?
  }

  struct Provenance: Decodable {
    var inputs: [Input]
    var flows: Flows
    var hosts: Int
    var edges: Int
  }

  var provenance: Provenance
  var findings: [Finding]
  var paths: [Path]

  init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Findings.self, from: json)
  }

  init(folder: String) throws {
    try self.init(json: Data(contentsOf: URL(fileURLWithPath: folder + "/findings.json")))
  }
}

/// The files an analysis writes.
let reportFiles: Set = [
  "report.html", "report.md", "map.svg", "hosts.csv", "crossings.csv", "findings.json",
]
