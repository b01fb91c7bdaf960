// SPDX-License-Identifier: Apache-2.0

public import Archive
import Detection
import Flows
import Reporting

/// What the template of the inbox shows.
struct InboxModel {
  struct StateLink {
    let name: String, count: String, address: String, isShown: Bool
  }

  struct Choice {
    let value: String, label: String, isChosen: Bool
  }

  struct Row {
    let id: String, address: String, severity: String, kind: String, title: String
    let host: HostLink?
    let lastSeen: String, windows: String, p: String
    let stateWord: String?
  }

  let states: [StateLink]
  let kinds: [Choice]
  let statuses: [Choice]
  let severities: [Choice]
  let zones: [String]
  let zone: String
  let sinceText: String
  let hostText: String
  let isNarrow: Bool
  let clearAddress: String
  let rows: [Row]
  let hasRows: Bool
  let showsState: Bool
  let shownText: String
  let nextAddress: String?
  let firstAddress: String?
  let emptyText: [String]
  let command: String?
}

extension ReviewPages {
  /// Alerts on a page of the inbox.
  static let pageLength = 50

  /// The alerts, the most severe first, then the latest.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func inbox(_ archive: Archive, query: InboxQuery, frame: PageFrame) throws -> String {
    let counts = try archive.alertCounts()
    let found = try archive.alerts(
      query.filter, after: query.after, limit: Self.pageLength + 1)
    let shown = found.prefix(Self.pageLength)
    let names = try Names(archive, of: Set(shown.compactMap(\.host)))
    let next = found.count > shown.count ? shown.last?.cursor : nil
    let empty = shown.isEmpty ? try EmptyInbox(archive, query, counts) : nil
    let model = InboxModel(
      states: Self.states(query, counts),
      kinds: Self.choices(
        AlertDraft.Kind.allCases.map { ($0.rawValue, $0.rawValue) }, query.kind?.rawValue, "any"),
      statuses: AlertState.allCases.map { state in
        InboxModel.Choice(
          value: state.rawValue, label: state.rawValue, isChosen: state == query.state)
      } + [
        InboxModel.Choice(value: InboxQuery.allStates, label: "all", isChosen: query.state == nil)
      ],
      severities: Self.choices(
        Severity.allCases.filter { $0 != .none }.reversed().map {
          ($0.rawValue, $0 == .critical ? $0.rawValue : "\($0.rawValue) or more")
        }, query.severity?.rawValue, "any"),
      zones: names.zones.prefix(200).map { Words.line($0, 100) },
      zone: query.zone.map { Words.line($0, 300) } ?? "",
      sinceText: query.since.map { Self.moment($0) } ?? "",
      hostText: query.host?.description ?? "", isNarrow: query.isNarrow,
      clearAddress: Self.only(query.state).address(),
      rows: shown.map { Self.row($0, names, showsState: query.state == nil) },
      hasRows: !shown.isEmpty, showsState: query.state == nil,
      shownText: Self.shownText(shown.count, query, hasMore: next != nil),
      nextAddress: next.map { query.address(after: $0) },
      firstAddress: query.after == nil ? nil : query.address(),
      emptyText: empty?.sentences ?? [], command: empty?.command)
    let open = counts.values.reduce(0) { $0 + ($1[.open] ?? 0) }
    return document(
      open == 0 ? "Inbox" : "\(PlainWords.count(open)) open · Inbox", at: .inbox, archive, frame,
      openAlerts: open, content: templates.inbox.render(model))
  }

  private static func only(_ state: AlertState?) -> InboxQuery {
    var query = InboxQuery()
    query.state = state
    return query
  }

  private static func states(
    _ query: InboxQuery, _ counts: [AlertDraft.Kind: [AlertState: Int]]
  ) -> [InboxModel.StateLink] {
    let states: [AlertState?] = AlertState.allCases + [nil]
    return states.map { state in
      let count = counts.filter { query.kind == nil || $0.key == query.kind }.values.reduce(0) {
        sum, ofKind in
        sum + (state.map { ofKind[$0] ?? 0 } ?? ofKind.values.reduce(0, +))
      }
      var other = query
      other.state = state
      return InboxModel.StateLink(
        name: state?.rawValue ?? "all", count: PlainWords.count(count), address: other.address(),
        isShown: state == query.state)
    }
  }

  private static func choices(
    _ all: [(String, String)], _ chosen: String?, _ none: String
  ) -> [InboxModel.Choice] {
    [InboxModel.Choice(value: "", label: none, isChosen: chosen == nil)]
      + all.map { InboxModel.Choice(value: $0, label: $1, isChosen: $0 == chosen) }
  }

  /// A row of any list of alerts.
  static func row(_ alert: Alert, _ names: Names, showsState: Bool) -> InboxModel.Row {
    InboxModel.Row(
      id: alert.id, address: Link.alert(alert.id), severity: alert.severity.rawValue,
      kind: alert.kind.rawValue, title: Words.line(alert.title),
      host: alert.host.map { HostLink($0, at: alert.lastWindow, names) },
      lastSeen: Words.time(alert.lastSeen), windows: PlainWords.count(alert.sightings),
      p: Words.probability(alert.pValue), stateWord: showsState ? alert.state.rawValue : nil)
  }

  private static func moment(_ time: Timestamp) -> String {
    time.microseconds.isMultiple(of: 86_400_000_000) ? time.date : time.description
  }

  private static func shownText(_ count: Int, _ query: InboxQuery, hasMore: Bool) -> String {
    let what = "\(PlainWords.count(count, "alert")), the most severe first, then the latest"
    return (query.after == nil ? "" : "The next ") + what + (hasMore ? "; more follow." : ".")
  }
}

/// Why there is nothing to show, and what to do.
private struct EmptyInbox {
  var sentences: [String] = []
  var command: String?

  init(
    _ archive: Archive, _ query: InboxQuery, _ counts: [AlertDraft.Kind: [AlertState: Int]]
  ) throws {
    let file = Words.line(archive.path, 300)
    let total = counts.values.flatMap(\.values).reduce(0, +)
    let windows = try archive.windows()
    let judged = windows.filter { $0.judgedHash != nil }
    guard let last = windows.last else {
      sentences = ["The archive is empty: no flows have been taken in yet.", "Take some in with:"]
      command = "sidestep ingest FLOWS --db \(file)"
      return
    }
    guard let lastJudged = judged.last else {
      sentences = [
        "\(PlainWords.count(windows.count, "window")) up to \(Words.window(last.start)) "
          + (windows.count == 1 ? "is" : "are")
          + " kept, and none has been judged yet.",
        "Judge what there is with:",
      ]
      command = "sidestep analyze --db \(file) -o report"
      return
    }
    let behind = windows.count { $0.start > lastJudged.start }
    if query.after != nil {
      sentences = ["This page is empty: what was on it has been judged, or has moved."]
    } else if query.isNarrow {
      sentences = ["No alert is like that. Clear the filters, or look at another state."]
    } else if total == 0 {
      sentences = [
        "No alert was raised in \(PlainWords.count(judged.count, "judged window")), the last that "
          + "of \(Words.window(lastJudged.start))."
      ]
    } else if query.state == .open {
      sentences = [
        "Nothing is open: all \(PlainWords.count(total, "alert")) up to "
          + "\(Words.window(lastJudged.start)) have a verdict."
      ]
    } else {
      sentences = ["No alert is \(query.state?.rawValue ?? "here")."]
    }
    guard query.after == nil, !query.isNarrow, query.state == .open || total == 0 else { return }
    if behind > 0 {
      sentences.append(
        "\(PlainWords.count(behind, "later window")) \(behind == 1 ? "waits" : "wait") to be judged. "
          + "Judge with:")
      command = "sidestep analyze --db \(file) -o report"
    } else {
      sentences.append("When there are flows of another day:")
      command = "sidestep ingest FLOWS --db \(file) && sidestep analyze --db \(file) -o report"
    }
  }
}
