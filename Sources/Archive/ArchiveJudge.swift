// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
import Topology

/// Judges windows of an archive by the windows before them.
///
/// Each window is judged by itself, so days judged one by one and days judged at once give the
/// same. What a window teaches is what `analyze` would learn from it: everything but hosts that
/// were flagged in it, unless an analyst has accepted or dismissed the alert since.
public struct ArchiveJudge {
  private let archive: Archive
  private let options: AnalysisOptions
  private let settings: ArchiveSettings

  /// Windows of past that serve as past alone where nothing has been judged yet: a week, or what
  /// there is of it.
  private static let pastHours = 168

  /// A judge with these options; their window, subnets and assets are the archive's.
  ///
  /// - Throws: ``ArchiveError/empty(path:)``.
  public init(_ archive: Archive, options: AnalysisOptions) throws {
    guard let settings = try archive.settings() else {
      throw ArchiveError.empty(path: archive.path)
    }
    self.archive = archive
    self.settings = settings
    self.options = options
  }

  /// The windows there are to judge.
  ///
  /// Those in the time given; without one, everything from the first window on that has changed
  /// since it was judged, or came late, or is later than all judged ones. Where none has been judged, a week is
  /// past, or as many windows as there are but for the last, if they are enough.
  ///
  /// - Throws: ``ArchiveError``.
  public func windowsToJudge(from: Timestamp?, until: Timestamp?) throws -> [ArchivedWindow] {
    let windows = try archive.windows()
    var start: Timestamp?
    if let from {
      start = from
    } else if let first = windows.firstIndex(where: { $0.judgedHash != nil }) {
      start = windows[first...].first { !$0.isJudged }?.start
    } else {
      let week = (Self.pastHours + settings.windowHours - 1) / settings.windowHours
      let past = min(week, windows.count - 1)
      start = past > options.minimumHistory ? windows[past].start : nil
    }
    guard let start else { return [] }
    return windows.filter { window in
      window.start >= start && (until.map { window.start < $0 } ?? true)
    }
  }

  /// Judges windows.
  ///
  /// - Parameter windows: What ``windowsToJudge(from:until:)`` gave; not empty.
  /// - Returns: What was found; ``Archive/record(_:at:command:describing:)`` keeps it.
  /// - Throws: ``ArchiveError``, `DetectionError`.
  public func judge(_ windows: [ArchivedWindow]) async throws -> Judged {
    let all = try archive.windows()
    let before = all.filter { $0.start < (windows.first?.start ?? $0.start) }
    var (model, profiles) = try archive.model(of: before, settings: settings, options: options)
    var judged = Judged(windows: windows, past: before.map(\.hash))
    judged.learned = profiles
    for (place, window) in windows.enumerated() {
      let range = settings.window(window.start)
      guard let edges = try archive.edges(of: window.start) else { throw ArchiveError.changed }
      var options = options
      let isYoung = model.end == nil
      if isYoung { options.baselineUntil = range.start }
      let result = try await Analysis.run(
        edges, options: options, model: isYoung ? nil : model)
      judged.results.append(result)
      if place == windows.count - 1 {
        judged.model = try archive.stored(
          model, of: before + windows.dropLast(), flagged: judged.teachable, options: options)
      } else {
        let flagged = Set(result.findings.map(\.host))
        let benign = try archive.benign(result, in: range, subnets: options.subnets)
        judged.teachable[window.start] = flagged.subtracting(benign)
        _ = Analysis.learn(
          range, edges, options: self.options, except: flagged.subtracting(benign), into: &model)
      }
    }
    return judged
  }
}

/// What was found in windows of an archive, not yet kept.
public struct Judged: Sendable {
  /// The windows, in order of time.
  public var windows: [ArchivedWindow]
  /// Hashes of the windows before them.
  var past: [String]
  /// One a window.
  public var results: [AnalysisResult] = []
  /// Features of hosts in windows that were learned on the way.
  var learned: [(window: Timestamp, features: FeatureMatrix)] = []
  /// What the last window was judged by.
  var model: StoredPast?
  /// Hosts of each judged window that do not count as benign.
  var teachable: [Timestamp: Set<IPAddress>] = [:]

  init(windows: [ArchivedWindow], past: [String]) {
    self.windows = windows
    self.past = past
  }

  /// All windows as one result.
  public var result: AnalysisResult? { AnalysisResult.joined(results) }
  /// How many windows of past the first of them had.
  public var history: Int { past.count }
}

/// A model with what it was made of.
struct StoredPast: Sendable {
  var madeOf: String
  var ends: Timestamp
  var windows: Int
  var bytes: [UInt8]
}
