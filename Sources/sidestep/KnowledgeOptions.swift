// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Ingest
import Reporting
import Topology

/// What others know of addresses: warnings.
struct IndicatorOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Addresses to look out for: a plain list, CSV, STIX 2.1 bundle or MISP JSON. Marks hosts that "
        + "met them; changes no score.", valueName: "file"))
  var ioc: String?

  /// What the file holds; nil without one.
  ///
  /// - Throws: `IngestError`.
  func file(isStrict: Bool) throws -> IndicatorFile? {
    guard let ioc else { return nil }
    let file = try IndicatorFile.read(ioc, isStrict: isStrict)
    for rejection in file.rejections { Console.note("\(rejection)") }
    let ignored = file.ignored.sorted { $0.key < $1.key }.map {
      ", \($0.value) ignored (\($0.key))"
    }
    Console.note(
      "indicators from a \(file.format.rawValue): \(file.indicators.count) "
        + "address\(file.indicators.count == 1 ? "" : "es"), \(file.rejected) rejected"
        + ignored.joined())
    return file
  }
}

extension IndicatorFile {
  /// The addresses to look out for.
  var watchlist: Watchlist { Watchlist(indicators.map { .init($0.block, until: $0.until) }) }

  /// What was seen of them.
  func sightings(_ seen: [SightingTable.Sighting]) -> IndicatorSightings {
    IndicatorSightings(
      seen, blocks: indicators.map(\.block), labels: indicators.map(\.label), rejected: rejected)
  }
}

extension InputOptions {
  /// The rules of an allow file, names looked up in the assets file.
  ///
  /// - Throws: `IngestError`; `ValidationError` for a rule that could allow nothing.
  func allowList(_ path: String) throws -> AllowList {
    let assets = try assetTable()
    let scope = internalScope
    func party(_ written: AllowRow.Party, _ line: Int) throws -> AllowList.Party {
      switch written {
      case .anyone: return .anyone
      case .internet: return .block(Subnet(around: .internet, prefixLength: 128))
      case .block(let block):
        let isOurs = scope.blocks.contains { $0.contains(block.base) || block.contains($0.base) }
        guard isOurs else {
          throw ValidationError(
            "\(path):\(line): \(block) is outside, and all that is outside is one host here: write "
              + "internet, or name your networks with --internal")
        }
        return .block(block)
      case .name(let name):
        let addresses = assets.addresses(named: name)
        guard !addresses.isEmpty else {
          throw ValidationError(
            "\(path):\(line): \(Printable.text(name)) is no address, and no name in "
              + (self.assets.map { Printable.text($0) } ?? "an assets file; name one with --assets")
          )
        }
        return .host(name: name, addresses: addresses)
      }
    }
    let rules = try AllowFile.read(path).map { row in
      AllowList.Rule(
        line: row.line, source: try party(row.source, row.line),
        target: try party(row.target, row.line), transport: row.transport, port: row.port,
        reason: row.reason, expires: row.expires)
    }
    return AllowList(rules, assets: assets)
  }
}
