// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// The tables, and how each version of them came from the one before.
///
/// Times are microseconds since 1970 in UTC, addresses and subnets text, severities 0 to 4. A
/// released version is never edited: what changes is a migration of its own.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: "PRAGMA application_id = \(Archive.applicationID)")
      for part in [flows, past, alerts, verdicts] { try database.execute(sql: part) }
    }
    return migrator
  }

  private static let flows = """
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE subnet (
      block TEXT PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL, vlan TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE asset (
      id INTEGER PRIMARY KEY, address TEXT NOT NULL, name TEXT NOT NULL, role TEXT,
      starts INTEGER, ends INTEGER
    );
    CREATE TABLE file (
      hash TEXT PRIMARY KEY, flows_hash TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL,
      records INTEGER NOT NULL, used INTEGER NOT NULL, ignored INTEGER NOT NULL,
      rejected INTEGER NOT NULL, turned INTEGER NOT NULL, omitted INTEGER NOT NULL,
      earliest INTEGER, latest INTEGER, at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX file_by_flows ON file (flows_hash);
    CREATE TABLE window (
      start INTEGER PRIMARY KEY, edges BLOB NOT NULL, hash TEXT NOT NULL, flows INTEGER NOT NULL,
      edge_count INTEGER NOT NULL, hosts INTEGER NOT NULL, judged_hash TEXT,
      flagged TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE file_window (
      file TEXT NOT NULL REFERENCES file (hash), window INTEGER NOT NULL, flows INTEGER NOT NULL,
      PRIMARY KEY (file, window)
    ) WITHOUT ROWID;
    CREATE INDEX file_window_by_window ON file_window (window);
    CREATE TABLE cell (
      window INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
      transport INTEGER NOT NULL, port INTEGER NOT NULL, flows INTEGER NOT NULL,
      failed_flows INTEGER NOT NULL, bytes INTEGER NOT NULL, sources INTEGER NOT NULL,
      targets INTEGER NOT NULL, PRIMARY KEY (source, target, transport, port, window)
    ) WITHOUT ROWID;
    CREATE INDEX cell_by_window ON cell (window);
    """

  private static let past = """
    CREATE TABLE model (
      id INTEGER PRIMARY KEY CHECK (id = 1), made_of TEXT NOT NULL, ends INTEGER NOT NULL,
      windows INTEGER NOT NULL, bytes BLOB NOT NULL
    );
    CREATE TABLE feature_set (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
    CREATE TABLE host_profile (
      host TEXT NOT NULL, window INTEGER NOT NULL, feature_set INTEGER NOT NULL
      REFERENCES feature_set (id), features BLOB NOT NULL, role TEXT, score REAL, p_value REAL,
      severity INTEGER, flagged INTEGER, PRIMARY KEY (host, window)
    ) WITHOUT ROWID;
    CREATE INDEX host_profile_by_window ON host_profile (window);
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, command TEXT NOT NULL,
      options_hash TEXT NOT NULL, options TEXT NOT NULL, starts INTEGER NOT NULL,
      ends INTEGER NOT NULL, windows INTEGER NOT NULL, hosts INTEGER NOT NULL,
      findings INTEGER NOT NULL, paths INTEGER NOT NULL, crossings INTEGER NOT NULL,
      new_alerts INTEGER NOT NULL, suppressed INTEGER NOT NULL, inputs TEXT NOT NULL,
      drift TEXT NOT NULL, report BLOB
    );
    CREATE INDEX run_by_end ON run (ends);
    """

  private static let alerts = """
    CREATE TABLE alert (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, detector TEXT NOT NULL, subject TEXT NOT NULL,
      title TEXT NOT NULL, severity INTEGER NOT NULL, p_value REAL, state TEXT NOT NULL,
      first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, first_window INTEGER NOT NULL,
      last_window INTEGER NOT NULL, sightings INTEGER NOT NULL, flows INTEGER NOT NULL,
      bytes INTEGER NOT NULL, host TEXT
    ) WITHOUT ROWID;
    CREATE INDEX alert_by_urgency ON alert (state, severity DESC, last_seen DESC, id);
    CREATE INDEX alert_by_kind ON alert (kind, state, severity DESC, last_seen DESC, id);
    CREATE INDEX alert_of_all_states ON alert (severity DESC, last_seen DESC, id);
    CREATE INDEX alert_by_subject ON alert (kind, detector, subject, last_window);
    CREATE TABLE sighting (
      alert TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, window INTEGER NOT NULL,
      ends INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run (id), title TEXT NOT NULL,
      severity INTEGER NOT NULL, p_value REAL, first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL, flows INTEGER NOT NULL, bytes INTEGER NOT NULL,
      evidence TEXT NOT NULL, PRIMARY KEY (alert, window)
    ) WITHOUT ROWID;
    CREATE INDEX sighting_by_window ON sighting (window);
    CREATE TABLE member (
      alert TEXT NOT NULL, window INTEGER NOT NULL, number INTEGER NOT NULL,
      source TEXT NOT NULL, target TEXT NOT NULL, transport INTEGER NOT NULL,
      port INTEGER NOT NULL, flows INTEGER NOT NULL, failed_flows INTEGER NOT NULL,
      bytes_out INTEGER NOT NULL, bytes_in INTEGER NOT NULL, first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL, is_new INTEGER, crosses INTEGER NOT NULL, hop INTEGER,
      hop_kind TEXT, certainty REAL, PRIMARY KEY (alert, window, number),
      FOREIGN KEY (alert, window) REFERENCES sighting (alert, window) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE alert_host (
      alert TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, host TEXT NOT NULL,
      PRIMARY KEY (alert, host)
    ) WITHOUT ROWID;
    CREATE INDEX alert_host_by_host ON alert_host (host);
    CREATE TABLE alert_zone (
      alert TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, zone TEXT NOT NULL,
      PRIMARY KEY (zone, alert)
    ) WITHOUT ROWID;
    CREATE INDEX alert_zone_by_alert ON alert_zone (alert);
    CREATE TABLE alert_cell (
      alert TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, source TEXT NOT NULL,
      target TEXT NOT NULL, transport INTEGER NOT NULL, port INTEGER NOT NULL,
      PRIMARY KEY (alert, source, target, transport, port)
    ) WITHOUT ROWID;
    CREATE INDEX alert_cell_by_cell ON alert_cell (source, target, transport, port);
    """

  private static let verdicts = """
    CREATE TABLE verdict (
      id INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL REFERENCES alert (id),
      action TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL, data_time INTEGER NOT NULL,
      note TEXT NOT NULL, scope TEXT, since INTEGER, until INTEGER, severity INTEGER,
      flows INTEGER, bytes INTEGER, covers TEXT, revoked INTEGER REFERENCES verdict (id)
    );
    CREATE INDEX verdict_by_alert ON verdict (alert, id);
    CREATE TABLE suppression (
      verdict INTEGER NOT NULL REFERENCES verdict (id), window INTEGER NOT NULL,
      kind TEXT NOT NULL, subject TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run (id),
      PRIMARY KEY (verdict, window, kind, subject)
    ) WITHOUT ROWID;
    CREATE INDEX suppression_by_window ON suppression (window);
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, author TEXT NOT NULL,
      action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL
    );
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
    CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
    """
}
