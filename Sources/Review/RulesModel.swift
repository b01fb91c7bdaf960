// SPDX-License-Identifier: Apache-2.0

public import Archive
import Detection
import Flows
import Reporting

/// What the template of the rules shows.
struct RulesModel {
  struct Exception {
    let number: String, scope: String, title: String, page: String, author: String, at: String
    let note: String, since: String, until: String, uses: String, lastUse: String
  }

  struct Record {
    let kind: String, detector: String, alerts: String, open: String, escalated: String
    let accepted: String, dismissed: String, precision: String
  }

  struct Entry {
    let at: String, author: String, action: String, subject: String, detail: String
    let page: String?
  }

  let active: [Exception]
  let hasActive: Bool
  let activeSentence: String
  let over: [Exception]
  let hasOver: Bool
  let overSentence: String
  let records: [Record]
  let hasRecords: Bool
  let entries: [Entry]
  let hasEntries: Bool
  let olderAddress: String?
  let latestAddress: String?
}

extension ReviewPages {
  private static let exceptionsShown = 200
  private static let entriesShown = 50

  /// What is held back and why, how often detectors were right, and the audit.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func rules(
    _ archive: Archive, query: PageQuery = PageQuery(), frame: PageFrame
  ) throws -> String {
    let rules = try archive.rules()
    let active = rules.filter { !$0.isOver }
    let over = rules.filter(\.isOver)
    let records = try archive.statistics()
    let found = try archive.audit(before: query.before, limit: Self.entriesShown + 1)
    let shown = found.prefix(Self.entriesShown)
    let model = RulesModel(
      active: active.prefix(Self.exceptionsShown).map(Self.exception), hasActive: !active.isEmpty,
      activeSentence: active.isEmpty
        ? "Nothing is held back: no alert is accepted."
        : "\(PlainWords.count(active.count, "exception")) held back "
          + "\(PlainWords.count(active.reduce(0) { $0 + $1.uses }, "alert")) so far. Reopen the alert to "
          + "end one."
          + (active.count > Self.exceptionsShown
            ? " The latest \(Self.exceptionsShown) are shown." : ""),
      over: over.prefix(Self.exceptionsShown).map(Self.exception), hasOver: !over.isEmpty,
      overSentence: "\(PlainWords.count(over.count, "exception")) no longer "
        + (over.count == 1 ? "holds" : "hold"),
      records: records.map(Self.record), hasRecords: !records.isEmpty,
      entries: shown.map(Self.entry), hasEntries: !shown.isEmpty,
      olderAddress: found.count > shown.count
        ? shown.last.map { Link.address("/rules", [("before", String($0.id))]) + "#audit" } : nil,
      latestAddress: query.before == nil ? nil : "/rules#audit")
    return document("Rules", at: .rules, archive, frame, content: templates.rules.render(model))
  }

  private static func exception(_ rule: Rule) -> RulesModel.Exception {
    RulesModel.Exception(
      number: String(rule.id), scope: rule.scope.rawValue, title: Words.line(rule.title),
      page: Link.alert(rule.alert), author: Words.line(rule.author), at: Words.time(rule.at),
      note: Words.line(rule.note, VerdictRequest.longestNote), since: Words.window(rule.since),
      until: rule.until.map(Words.window) ?? "for ever", uses: PlainWords.count(rule.uses),
      lastUse: rule.lastUse.map(Words.window) ?? "never")
  }

  private static func record(_ record: DetectorRecord) -> RulesModel.Record {
    let precision = record.precision.map { share in
      let range = record.interval.map {
        " (\(PlainWords.percent($0.lowerBound)) to \(PlainWords.percent($0.upperBound)))"
      }
      return PlainWords.percent(share) + (range ?? "")
    }
    return RulesModel.Record(
      kind: record.kind.rawValue, detector: Words.spoken(record.detector),
      alerts: PlainWords.count(record.alerts), open: PlainWords.count(record.open),
      escalated: PlainWords.count(record.escalated), accepted: PlainWords.count(record.accepted),
      dismissed: PlainWords.count(record.dismissed), precision: precision ?? "no verdict yet")
  }

  private static func entry(_ entry: AuditEntry) -> RulesModel.Entry {
    // A withdrawn alert is gone, and has no page.
    let isAlert =
      entry.action != "withdraw"
      && AlertDraft.Kind.allCases.contains { entry.subject.hasPrefix($0.rawValue + "-") }
    return RulesModel.Entry(
      at: Words.time(entry.at), author: Words.line(entry.author),
      action: Words.line(entry.action, 40),
      subject: Words.line(entry.subject, 80), detail: Words.line(entry.detail, 600),
      page: isAlert ? Link.alert(entry.subject) : nil)
  }
}
