// SPDX-License-Identifier: Apache-2.0

import Detection
public import Flows
internal import GRDB
public import Topology

/// One input file as it was read.
public struct ReadFile: Sendable {
  /// Its name, without folder.
  public var name: String
  /// SHA-256 of its bytes.
  public var hash: String
  /// Its dialect.
  public var format: String
  /// Records, and what became of them.
  public var counts: Counts
  /// Its edges by tick, but for those of flows that files read with it report too.
  public var edges: EdgeTable
  /// What tells its records apart from others, in whatever format; nil if that is not known.
  public var content: String?

  /// What became of a file's records.
  public struct Counts: Hashable, Sendable {
    /// Records in the file.
    public var records = 0
    /// Records that gave a flow.
    public var used = 0
    /// Valid records that are no flows.
    public var ignored = 0
    /// Records that could not be read.
    public var rejected = 0
    /// Flows whose source and target were exchanged.
    public var turned = 0
    /// Flows that are no edges.
    public var omitted = 0

    /// Nothing read.
    public init() {}
  }

  /// The file with these values.
  public init(
    name: String, hash: String, format: String, counts: Counts, edges: EdgeTable,
    content: String? = nil
  ) {
    self.name = name
    self.hash = hash
    self.format = format
    self.counts = counts
    self.edges = edges
    self.content = content
  }
}

/// What taking in files did.
public struct IngestOutcome: Hashable, Sendable {
  /// Files whose flows are new, by name.
  public var added: [String] = []
  /// Files that were known already, and under which name.
  public var known: [(name: String, as: String)] = []
  /// Windows that have more flows than before.
  public var windows: [Timestamp] = []
  /// Windows that had been judged and are to be judged again, as they or earlier ones changed.
  public var judgedAnew: [Timestamp] = []
  /// Flows of windows that are no longer kept.
  public var tooOld: Int64 = 0

  /// By every value.
  public static func == (a: Self, b: Self) -> Bool {
    a.added == b.added && a.known.map(\.name) == b.known.map(\.name) && a.windows == b.windows
      && a.judgedAnew == b.judgedAnew && a.tooOld == b.tooOld
  }

  /// By what was added.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(added)
    hasher.combine(windows)
  }
}

extension Archive {
  /// Takes in files, all or none of them; a file whose content or whose flows are there already
  /// changes nothing.
  ///
  /// - Parameters:
  ///   - files: What was read.
  ///   - settings: Fixed by the first call.
  ///   - knowledge: What was said of the network.
  ///   - at: The time of day, for the record.
  /// - Returns: What changed.
  /// - Throws: ``ArchiveError``.
  @discardableResult
  public func ingest(
    _ files: [ReadFile], settings: ArchiveSettings, knowledge: ArchiveKnowledge, at: Timestamp
  ) throws -> IngestOutcome {
    let prepared = files.map { file in
      (file: file, flowsHash: file.edges.count == 0 ? "" : hash(StoredEdges.bytes(of: file.edges)))
    }
    return try write { database in
      try Self.settle(settings, knowledge, database)
      var outcome = IngestOutcome()
      let keptFrom = try Self.setting("kept_from", database).flatMap { Int64($0) } ?? .min
      var changed: [Timestamp: EdgeTable] = [:]
      for (file, flowsHash) in prepared {
        if let name = try String.fetchOne(
          database,
          sql: """
            SELECT name FROM file
            WHERE hash = ? OR (flows_hash IN (?, ?) AND flows_hash <> '')
            """,
          arguments: [file.hash, flowsHash, file.content ?? ""])
        {
          outcome.known.append((file.name, name))
          continue
        }
        outcome.added.append(file.name)
        try Self.insert(file, file.content ?? flowsHash, at, database)
        for start in file.edges.windowStarts(hours: settings.windowHours) {
          let part = file.edges.slice(settings.window(start))
          let flows = part.flows.reduce(Int64(0)) { $0.addingClamped($1) }
          guard start.microseconds >= keptFrom else {
            outcome.tooOld = outcome.tooOld.addingClamped(flows)
            continue
          }
          try database.execute(
            sql: "INSERT INTO file_window VALUES (?, ?, ?)",
            arguments: [file.hash, start.microseconds, flows])
          let known = try changed[start] ?? edges(of: start, database) ?? EdgeTable()
          changed[start] = known.merging(part)
        }
      }
      let subnets = try Self.context(database).subnets
      for (start, edges) in changed.sorted(by: { $0.key < $1.key }) {
        try store(start, edges, subnets, database)
        outcome.windows.append(start)
      }
      if let first = outcome.windows.first {
        outcome.judgedAnew = try Self.makeStale(from: first, database)
      }
      try Self.expire(database, at)
      return outcome
    }
  }

  /// Whether a file of these bytes was taken in.
  ///
  /// - Throws: ``ArchiveError``.
  public func knows(hash: String) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT * FROM file WHERE hash = ?)", arguments: [hash])
        ?? false
    }
  }

  /// Whether a file of these records was taken in: see ``ReadFile/content``.
  ///
  /// - Throws: ``ArchiveError``.
  public func knows(content: String) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT * FROM file WHERE flows_hash = ?)",
        arguments: [content]) ?? false
    }
  }

  private static func insert(
    _ file: ReadFile, _ flowsHash: String, _ at: Timestamp, _ database: Database
  ) throws {
    let counts = file.counts
    try database.execute(
      sql: "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        file.hash, flowsHash, file.name, file.format, counts.records, counts.used, counts.ignored,
        counts.rejected, counts.turned, counts.omitted, file.edges.firstFlow?.microseconds,
        file.edges.lastFlow?.microseconds, at.microseconds,
      ])
  }

  /// Has everything judged again that was judged with another past; what that is.
  private static func makeStale(
    from start: Timestamp, _ database: Database
  ) throws -> [Timestamp] {
    let judged = try Int64.fetchAll(
      database,
      sql: "SELECT start FROM window WHERE start >= ? AND judged_hash IS NOT NULL ORDER BY start",
      arguments: [start.microseconds])
    try database.execute(
      sql: "UPDATE window SET judged_hash = '' WHERE start >= ? AND judged_hash IS NOT NULL",
      arguments: [start.microseconds])
    return judged.map(Timestamp.init(microseconds:))
  }

  /// Puts a window in place of what was there.
  private func store(
    _ start: Timestamp, _ edges: EdgeTable, _ subnets: SubnetMap, _ database: Database
  ) throws {
    let bytes = StoredEdges.bytes(of: edges)
    try database.execute(
      sql: """
        INSERT INTO window (start, edges, hash, flows, edge_count, hosts) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (start) DO UPDATE SET edges = excluded.edges, hash = excluded.hash,
          flows = excluded.flows, edge_count = excluded.edge_count, hosts = excluded.hosts
        """,
      arguments: [
        start.microseconds, bytes.data, hash(bytes),
        edges.flows.reduce(Int64(0)) { $0.addingClamped($1) },
        edges.count, edges.hosts.addresses.count { $0 != .internet },
      ])
    try database.execute(sql: "DELETE FROM cell WHERE window = ?", arguments: [start.microseconds])
    let insertion = try database.makeStatement(
      sql: "INSERT INTO cell VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for use in CellUse.all(in: edges, subnets: subnets) {
      try insertion.execute(arguments: [
        start.microseconds, use.cell.source.description, use.cell.target.description,
        Int(use.cell.service.transport.rawValue), Int(use.cell.service.port), use.flows,
        use.failedFlows, use.bytes, use.sources, use.targets,
      ])
    }
  }

  /// The edges of a window; nil if it has none.
  public func edges(of start: Timestamp) throws -> EdgeTable? {
    try read { try edges(of: start, $0) }
  }

  func edges(of start: Timestamp, _ database: Database) throws -> EdgeTable? {
    guard
      let bytes = try [UInt8].fetchBlob(
        database, sql: "SELECT edges FROM window WHERE start = ?", [start.microseconds])
    else { return nil }
    do throws(StoredEdgesError) {
      return try StoredEdges.table(bytes)
    } catch {
      throw ArchiveError.damaged(path: path, what: "the window of \(start.date): \(error)")
    }
  }
}

extension Int64 {
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// A file that was taken in.
public struct ArchivedInput: Hashable, Sendable {
  /// Its name, without folder; may hold hostile text.
  public var name: String
  /// SHA-256 of its bytes.
  public var hash: String
  /// What became of its records.
  public var counts: ReadFile.Counts
}

extension Archive {
  /// The files windows are made of, by name.
  ///
  /// - Throws: ``ArchiveError``.
  public func inputs(of windows: [Timestamp]) throws -> [ArchivedInput] {
    guard let first = windows.min(), let last = windows.max() else { return [] }
    return try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM file WHERE hash IN
            (SELECT file FROM file_window WHERE window BETWEEN ? AND ?) ORDER BY name, hash
          """, arguments: [first.microseconds, last.microseconds]
      ).map { row in
        var counts = ReadFile.Counts()
        counts.records = row["records"]
        counts.used = row["used"]
        counts.ignored = row["ignored"]
        counts.rejected = row["rejected"]
        counts.turned = row["turned"]
        counts.omitted = row["omitted"]
        return ArchivedInput(name: row["name"], hash: row["hash"], counts: counts)
      }
    }
  }
}
