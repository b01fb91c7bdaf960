// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
import Reporting
import Topology

/// What a run was, for the record.
public struct RunDescription: Sendable {
  /// The command as it was called.
  public var command: String
  /// A hash of the settings.
  public var optionsHash: String
  /// The settings, `name=value`.
  public var options: [String]
  /// Hashes of the inputs.
  public var inputs: [String]
  /// The report's JSON; nil keeps none.
  public var report: [UInt8]?

  /// A description of these.
  public init(
    command: String, optionsHash: String, options: [String], inputs: [String], report: [UInt8]?
  ) {
    self.command = command
    self.optionsHash = optionsHash
    self.options = options
    self.inputs = inputs
    self.report = report
  }
}

/// What became of a run's alerts.
public struct RunOutcome: Hashable, Sendable {
  /// Ids of alerts that are new.
  public var new: [String] = []
  /// Ids of alerts that were seen before.
  public var seenAgain: [String] = []
  /// Ids of closed alerts that are open again.
  public var reopened: [String] = []
  /// Ids of open alerts that do not hold any more and are gone.
  public var withdrawn: [String] = []
  /// How often each exception held something back.
  public var suppressed: [Int64: Int] = [:]

  /// Sentences for a report: how much each exception held back.
  public var notes: [String] = []

  /// Nothing became of any.
  public init() {}
}

extension Archive {
  /// Keeps what was found in windows: hosts' profiles, alerts, the run.
  ///
  /// - Parameters:
  ///   - judged: What was found.
  ///   - rules: When a crossing is remarkable.
  ///   - options: What the windows were judged with.
  ///   - at: The time of day, for the record.
  ///   - describing: Makes the record, knowing what became of the alerts; its notes belong into
  ///     the report.
  /// - Returns: What became of the alerts.
  /// - Throws: ``ArchiveError/changed`` if the windows are not those that were judged any more;
  ///   other ``ArchiveError``; what `describing` throws.
  public func record(
    _ judged: Judged, rules: CrossingRules, options: AnalysisOptions, at: Timestamp,
    describing: (RunOutcome) throws -> RunDescription
  ) throws -> RunOutcome {
    try write { database in
      let now = try Self.windows(database)
      let first = judged.windows.first?.start ?? Timestamp(microseconds: 0)
      let kept = Dictionary(uniqueKeysWithValues: now.map { ($0.start, $0.hash) })
      guard now.filter({ $0.start < first }).map(\.hash) == judged.past,
        judged.windows.allSatisfy({ kept[$0.start] == $0.hash })
      else { throw ArchiveError.changed }
      let run = try Self.insertRun(judged, at, database)
      try Self.expire(database, at)
      var outcome = RunOutcome()
      var history = try cellHistory(
        before: first, settling: options.minimumHistory, database)
      for (window, result) in zip(judged.windows, judged.results) {
        // Without a past everything is new, and nothing worth an alert.
        let events =
          history.windows > options.minimumHistory
          ? rules.events(result.crossings, history: history) : []
        var filing = AlertFiling(database, run: run, at: at)
        try filing.file(result, events, subnets: options.subnets)
        filing.outcome.add(to: &outcome)
        history.fold(window.start, try Self.uses(in: window.start.microseconds, database))
        try database.execute(
          sql: "UPDATE window SET judged_hash = hash, flagged = ? WHERE start = ?",
          arguments: [
            Set(result.findings.map(\.host)).sorted().map(\.description).joined(separator: " "),
            window.start.microseconds,
          ])
        try Self.keepProfiles(result, database)
      }
      for learned in judged.learned { try Self.keepProfiles(learned, database) }
      if let model = judged.model {
        try database.execute(
          sql: "INSERT OR REPLACE INTO model VALUES (1, ?, ?, ?, ?)",
          arguments: [model.madeOf, model.ends.microseconds, model.windows, model.bytes.data])
      }
      outcome.notes = try Self.notes(outcome.suppressed, database)
      let description = try describing(outcome)
      try Self.complete(run, description, outcome, database)
      return outcome
    }
  }

  private static func insertRun(
    _ judged: Judged, _ at: Timestamp, _ database: Database
  ) throws -> Int64 {
    let results = judged.results
    let drift = results.flatMap(\.drift).compactMap(\.warning)
    try database.execute(
      sql: """
        INSERT INTO run (at, command, options_hash, options, starts, ends, windows, hosts, findings,
          paths, crossings, new_alerts, suppressed, inputs, drift)
        VALUES (?, '', '', '', ?, ?, ?, ?, ?, ?, ?, 0, 0, '', ?)
        """,
      arguments: [
        at.microseconds, results.first?.windows.first?.start.microseconds ?? 0,
        results.last?.windows.last?.end.microseconds ?? 0, judged.windows.count,
        Set(results.flatMap(\.assessments).map(\.host)).count,
        results.reduce(0) { $0 + $1.findings.count }, results.reduce(0) { $0 + $1.paths.count },
        results.reduce(0) { $0 + $1.crossings.count }, try JSONColumn.text(drift),
      ])
    return database.lastInsertedRowID
  }

  private static func complete(
    _ run: Int64, _ description: RunDescription, _ outcome: RunOutcome, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        UPDATE run SET command = ?, options_hash = ?, options = ?, inputs = ?, report = ?,
          new_alerts = ?, suppressed = ? WHERE id = ?
        """,
      arguments: [
        description.command, description.optionsHash, try JSONColumn.text(description.options),
        try JSONColumn.text(description.inputs), description.report?.data, outcome.new.count,
        outcome.suppressed.values.reduce(0, +), run,
      ])
  }

  private static func notes(_ uses: [Int64: Int], _ database: Database) throws -> [String] {
    guard !uses.isEmpty else { return [] }
    let total = uses.values.reduce(0, +)
    var notes = [
      "\(total) \(total == 1 ? "alert was" : "alerts were") held back by exceptions an analyst made; "
        + "sidestep alerts rules lists them"
    ]
    for (id, count) in uses.sorted(by: { $0.key < $1.key }).prefix(20) {
      guard let rule = try Rule.fetch(database, id: id) else { continue }
      let expiry = rule.until.map { "until \($0)" } ?? "without end"
      notes.append(
        "exception \(id), a \(rule.scope.rawValue), \(expiry): \(count) held back")
    }
    return notes
  }

  private static func keepProfiles(_ result: AnalysisResult, _ database: Database) throws {
    guard let window = result.windows.first?.start else { return }
    let set = try featureSet(result.featureNames, database)
    try database.execute(
      sql: "DELETE FROM host_profile WHERE window = ?", arguments: [window.microseconds])
    let insertion = try database.makeStatement(
      sql: "INSERT INTO host_profile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for assessment in result.assessments {
      try insertion.execute(
        arguments: [
          assessment.host.description, window.microseconds, set,
          FeatureColumn.bytes(assessment.features).data, assessment.role.rawValue,
        ] + scored(assessment))
    }
  }

  /// The columns of a score.
  ///
  /// On its own: the optimizer of Swift 6.3.1 ends with an error where the same optional is asked
  /// for several members within the loop above.
  @inline(never)
  private static func scored(_ assessment: HostAssessment) -> StatementArguments {
    guard let score = assessment.score else { return [nil, nil, nil, nil] }
    return [score.score, score.pValue, score.severity.number, score.isFlagged]
  }

  private static func keepProfiles(
    _ learned: (window: Timestamp, features: FeatureMatrix), _ database: Database
  ) throws {
    let set = try featureSet(learned.features.names, database)
    let insertion = try database.makeStatement(
      sql: """
        INSERT OR IGNORE INTO host_profile (host, window, feature_set, features)
        VALUES (?, ?, ?, ?)
        """)
    for (row, host) in learned.features.hosts.enumerated() {
      try insertion.execute(arguments: [
        host.description, learned.window.microseconds, set,
        FeatureColumn.bytes(learned.features.row(row)).data,
      ])
    }
  }

  private static func featureSet(_ names: [String], _ database: Database) throws -> Int64 {
    let text = names.joined(separator: ",")
    try database.execute(
      sql: "INSERT OR IGNORE INTO feature_set (names) VALUES (?)", arguments: [text])
    return try Int64.fetchOne(
      database, sql: "SELECT id FROM feature_set WHERE names = ?", arguments: [text]) ?? 0
  }
}

/// A host's features in a column.
enum FeatureColumn {
  static func bytes(_ features: [Double]) -> [UInt8] {
    var writer = ByteWriter()
    for value in features { writer.append(value) }
    return writer.bytes
  }

  /// The first `count` of them; nil if the bytes are others.
  static func features(_ bytes: [UInt8], count: Int) -> [Double]? {
    var reader = ByteReader(bytes)
    var values: [Double] = []
    for _ in 0..<count {
      guard let value = try? reader.double("a feature") else { return nil }
      values.append(value)
    }
    return reader.remaining == 0 ? values : nil
  }
}

extension RunOutcome {
  func add(to other: inout RunOutcome) {
    other.new += new
    other.seenAgain += seenAgain.filter { !other.seenAgain.contains($0) && !other.new.contains($0) }
    other.reopened += reopened
    other.withdrawn += withdrawn
    other.suppressed.merge(suppressed, uniquingKeysWith: +)
  }
}

extension Severity {
  /// 0 to 4.
  var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  init(number: Int) {
    self = Self.allCases.indices.contains(number) ? Self.allCases[number] : .none
  }
}
