// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Foundation
import Ingest
import Topology

/// What is read, and what is known of the addresses in it.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Files, folders, patterns, or - for standard input; formats are recognised.")
  var inputs: [String] = []

  @Option(help: "Read every file as this format; sidestep formats lists them.")
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Which column holds what: a mapping file, or src=…,dst=…,time=… itself; see formats.",
      valueName: "mapping"))
  var map: String?

  @Flag(help: "Stop at the first record that cannot be read, with exit status 65.")
  var strict = false

  @Flag(
    help: "Count a connection as often as files report it, also where they overlap in time.")
  var noDedup = false

  @Option(
    help: ArgumentHelp(
      "Stop at compressed data that hold more than this many times their own size.",
      valueName: "factor"))
  var maxExpansion = ReadOptions().largestExpansion

  @Option(
    name: .customLong("internal"),
    help: ArgumentHelp(
      "Which addresses are yours (default: private, shared, link-local and unique local).",
      valueName: "CIDR,…"))
  var internalBlocks: SubnetList?

  @Option(help: ArgumentHelp("Subnets as lines of cidr,name,zone,vlan.", valueName: "file"))
  var subnets: String?

  @Option(help: ArgumentHelp("Hosts as lines of ip,name,role,from,to.", valueName: "file"))
  var assets: String?

  @Option(help: "How many threads work (default: all cores); never changes a result.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads \(threads): must be 1 to 256")
    }
    guard maxExpansion > 0 else {
      throw ValidationError("--max-expansion \(maxExpansion): must be 1 or more")
    }
  }

  /// How files are read.
  ///
  /// - Throws: `IngestError` of a mapping file; `ValidationError` of a mapping on the command line.
  func readOptions() throws -> ReadOptions {
    var options = ReadOptions(
      format: format, mapping: try mapping(), strict: strict, threads: threadCount)
    options.largestExpansion = maxExpansion
    options.dropsDuplicates = !noDedup
    return options
  }

  private func mapping() throws -> Dialect? {
    guard let map else { return nil }
    do {
      return try Dialect(mappingArgument: map)
    } catch {
      guard map.contains("="), case .badRecord(_, _, let key, let why) = error else { throw error }
      throw ValidationError("--map: \(key): \(why)")
    }
  }

  var threadCount: Int { threads ?? max(1, min(256, ProcessInfo.processInfo.activeProcessorCount)) }

  /// Which addresses are ours.
  var internalScope: InternalScope {
    internalBlocks.map { InternalScope($0.blocks) } ?? .standard
  }

  /// The subnets file, or the default subnets.
  func subnetMap() throws -> SubnetMap { SubnetMap(try subnetList()) }

  /// The lines of the subnets file, if there is one.
  func subnetList() throws -> [NamedSubnet] {
    guard let subnets else { return [] }
    return try SubnetFile.read(subnets).map { row in
      NamedSubnet(
        block: row.block, name: row.name ?? "", zone: row.zone ?? "",
        vlan: row.vlan.map(String.init) ?? "")
    }
  }

  /// The assets file, or nothing.
  func assetTable() throws -> AssetTable {
    guard let assets else { return AssetTable() }
    return AssetTable(
      try AssetFile.read(assets).map { row in
        let role = row.role.flatMap(Role.init)
        if let written = row.role, role == nil {
          throw ValidationError(
            "\(assets): no role is called \(written); known are "
              + Role.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return AssetTable.Asset(
          address: row.address, name: row.name ?? "", role: role, from: row.from, to: row.to)
      })
  }
}

extension InputOptions {
  /// The host that is written as an address or as a name of the assets file.
  ///
  /// - Throws: `ValidationError` if it is neither, or if several addresses have the name.
  func address(_ text: String) throws -> IPAddress {
    if let address = IPAddress(text) { return address }
    let found = try assetTable().addresses(named: text)
    guard let address = found.first else {
      throw ValidationError(
        "\(text): neither an address nor a name in "
          + (assets.map { "\($0)" } ?? "an assets file; name one with --assets"))
    }
    guard found.count == 1 else {
      throw ValidationError(
        "\(text): several addresses have had this name, give one of them: "
          + found.prefix(8).map(\.description).joined(separator: ", "))
    }
    return address
  }

  /// A suspect as it is written: `HOST` or `HOST@TIME`.
  ///
  /// - Throws: `ValidationError` if it cannot be read.
  func suspect(_ text: String) throws -> Suspect { try suspect(text, option: "--suspect") }

  /// The same, for an option of another name.
  func suspect(_ text: String, option: String) throws -> Suspect {
    guard let mark = text.lastIndex(of: "@") else { return Suspect(try address(text)) }
    guard let since = Timestamp(String(text[text.index(after: mark)...])) else {
      throw ValidationError(
        "\(option) \(text): after @ comes a time like 2026-03-12 or 2026-03-12T09:15:00Z")
    }
    return Suspect(try address(String(text[..<mark])), since: since)
  }
}

/// What is known of the past.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Flows of the past, to compare with; may be given several times.", valueName: "input"))
  var baseline: [String] = []

  @Option(
    help: ArgumentHelp(
      "Flows before this hour (UTC) are the past; windows start from it.", valueName: "time"))
  var baselineUntil: Timestamp?

  @Option(
    help: ArgumentHelp(
      "What sidestep learn made of the past, instead of its flows.", valueName: "file"))
  var model: String?

  func validate() throws {
    guard model == nil || baseline.isEmpty && baselineUntil == nil else {
      throw ValidationError(
        "give --model or --baseline and --baseline-until, not both; sidestep learn adds flows to "
          + "a model")
    }
  }
}

/// How hosts are judged.
struct JudgingOptions: ParsableArguments {
  @Option(help: "Length of the window a host is judged in, in days or hours: 1d, 12h.")
  var window = WindowLength(hours: 24)

  @Option(help: "Expected share of false findings, above 0 and below 1 (default: 0.05).")
  var fdr: Double?

  @Option(
    help: ArgumentHelp(
      "Flag the most anomalous incidents of each day, this many, instead; hosts of one chain are one.",
      valueName: "number"))
  var alertsPerDay: Int?

  @Option(
    help: ArgumentHelp(
      "How to look for anomalies: \(DetectorList.known) (default: \(DetectorList.standard)).",
      valueName: "detector,…"))
  var detectors: DetectorList?

  @Option(
    help: ArgumentHelp(
      "Look at flows to this target port alone, such as 445 with --detectors kmeans.",
      valueName: "number"))
  var port: UInt16?

  @Option(
    help: ArgumentHelp(
      "A host known to be taken, and since when: flagged, and followed both ways in time.",
      valueName: "host[@time]"))
  var suspect: [String] = []

  @Option(
    help: ArgumentHelp(
      "What is known to be good, as lines of source,target,port,reason,expires: no step of a path, "
        + "and listed in the report.", valueName: "file"))
  var allow: String?

  @Option(
    help: ArgumentHelp(
      "The network the flows are of, if there are several with the same addresses: part of ids.",
      valueName: "name"))
  var site = ""

  @Option(help: "Fixes every random choice; the same seed gives the same bytes.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "The longest an intruder is expected to wait between two hops.", valueName: "hours"))
  var horizon = AnalysisOptions().horizonHours

  @Option(
    help: ArgumentHelp(
      "Windows of past a window needs to be judged by them.", valueName: "number"))
  var minimumHistory = AnalysisOptions().minimumHistory

  @Option(
    help: ArgumentHelp(
      "Hosts to be compared with; with fewer a host is not judged.", valueName: "number"))
  var minimumReference = AnalysisOptions().minimumReference

  @Option(
    help: ArgumentHelp(
      "From how many hosts shortest ways are followed in networks of more than 500.",
      valueName: "number"))
  var betweennessSources = GraphOptions().betweennessSources

  func validate() throws {
    if fdr != nil, alertsPerDay != nil {
      throw ValidationError("give --fdr or --alerts-per-day, not both")
    }
  }

  /// What steers the judging, in the order of the help text.
  func written(window: WindowLength) -> [(String, String)] {
    var options: [(String, String)] = [("window", window.text)]
    switch policy {
    case .falseDiscoveryRate(let rate): options.append(("fdr", "\(rate)"))
    case .alertsPerDay(let number): options.append(("alerts-per-day", "\(number)"))
    }
    options.append(("seed", "\(seed)"))
    options.append(("horizon", "\(horizon)"))
    options.append(("minimum-history", "\(minimumHistory)"))
    options.append(("minimum-reference", "\(minimumReference)"))
    options.append(("betweenness-sources", "\(betweennessSources)"))
    if let detectors { options.append(("detectors", detectors.text)) }
    if let port { options.append(("port", "\(port)")) }
    return options + suspect.map { ("suspect", $0) }
  }

  /// The options of an analysis with windows of a length.
  ///
  /// - Throws: `OptionsError`.
  func analysisOptions(windowHours: Int, threads: Int) throws(OptionsError) -> AnalysisOptions {
    var options = AnalysisOptions(
      windowHours: windowHours, policy: policy, seed: seed, threads: threads,
      minimumHistory: minimumHistory, minimumReference: minimumReference,
      graph: GraphOptions(betweennessSources: betweennessSources), horizonHours: horizon)
    try options.validate()
    if let detectors { options.detectors = Set(detectors.detectors) }
    return options
  }

  var policy: AlertPolicy {
    alertsPerDay.map(AlertPolicy.alertsPerDay) ?? .falseDiscoveryRate(fdr ?? 0.05)
  }
}
