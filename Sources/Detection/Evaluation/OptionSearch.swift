// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// A random search for options, measured on earlier days and reported on later ones.
///
/// What is chosen by figures flatters them, so the last quarter of the days with an intrusion, and
/// all between, take no part in the choice.
///
/// Source: J. Bergstra, Y. Bengio, *Random Search for Hyper-Parameter Optimization*, JMLR 13, 2012.
public struct OptionSearch: Sendable {
  /// The options searched over.
  public struct Candidate: Hashable, Sendable {
    /// ``AnalysisOptions/windowHours``.
    public var windowHours: Int
    /// ``AnalysisOptions/horizonHours``.
    public var horizonHours: Int
    /// ``AnalysisOptions/minimumHistory``.
    public var minimumHistory: Int
    /// ``AnalysisOptions/minimumReference``.
    public var minimumReference: Int

    /// What `options` say.
    public init(_ options: AnalysisOptions) {
      windowHours = options.windowHours
      horizonHours = options.horizonHours
      minimumHistory = options.minimumHistory
      minimumReference = options.minimumReference
    }

    /// Drawn by lot; windows divide a day, so that days of training and test do not mix.
    init(using generator: inout SeededGenerator, _ options: AnalysisOptions) {
      self.init(options)
      func drawn(_ values: [Int]) -> Int {
        values[Int.random(in: 0..<values.count, using: &generator)]
      }
      windowHours = drawn([6, 8, 12, 24])
      horizonHours = drawn([12, 24, 48, 72, 96, 120, 168])
      minimumHistory = drawn([1, 2, 3, 4])
      minimumReference = drawn([10, 20, 40, 80])
    }

    /// `options` with these values instead.
    public func applied(to options: AnalysisOptions) -> AnalysisOptions {
      var options = options
      options.windowHours = windowHours
      options.horizonHours = horizonHours
      options.minimumHistory = minimumHistory
      options.minimumReference = minimumReference
      return options
    }
  }

  /// A candidate and what it showed on the days of training.
  public struct Trial: Sendable {
    /// The options.
    public let candidate: Candidate
    /// The figures of the days before ``OptionSearch/split``.
    public let training: HostFigures

    /// Average precision, and, of equals, how few alarms are false: higher is better.
    fileprivate var objective: (Double, Double) {
      (training.ranking.averagePrecision ?? 0, -(training.falseAlarmsPerDay.value ?? .infinity))
    }
  }

  /// Where training ends and the days begin that are reported on.
  public let split: Timestamp
  /// The options as they are, then those drawn, in the order of drawing.
  public let trials: [Trial]
  /// The best of them on the days of training, the earliest of equals.
  public let chosen: Int
  /// What the options as they are show on the held-out days.
  public let heldOut: HostFigures
  /// What the chosen ones show there.
  public let heldOutChosen: HostFigures

  /// Searches.
  ///
  /// Nil where intrusions ran on fewer than two judged days, so that one part would have none.
  ///
  /// - Parameters:
  ///   - count: How many candidates to draw, at least 1.
  ///   - edges: What to analyse.
  ///   - truth: What really happened, inside the network.
  ///   - judged: The windows judged with the options as they are.
  ///   - options: The options as they are; their seed fixes what is drawn.
  /// - Throws: `DetectionError`, as ``Analysis/run(_:options:)`` does.
  /// - Complexity: As `count` + 3 analyses.
  public init?(
    _ count: Int, _ edges: EdgeTable, truth: GroundTruth, judged: [TimeRange],
    options: AnalysisOptions
  ) async throws(DetectionError) {
    guard let first = judged.first, let last = judged.last,
      let split = Self.split(truth, from: options.baselineUntil ?? first.start, to: last.end)
    else { return nil }
    var options = options
    options.baselineUntil = options.baselineUntil ?? first.start
    var generator = SeededGenerator(seed: options.seed)
    var candidates = [Candidate(options)]
    for _ in 0..<count { candidates.append(Candidate(using: &generator, options)) }
    let early = edges.split(at: split).before
    var trials: [Trial] = []
    for candidate in candidates {
      let used = candidate.applied(to: options)
      let result = try await Analysis.run(early, options: used)
      let evaluation = await Evaluation(result, truth: truth, edges: nil, options: used)
      trials.append(Trial(candidate: candidate, training: evaluation.parts[0].figures))
    }
    var chosen = 0
    for place in trials.indices where trials[place].objective > trials[chosen].objective {
      chosen = place
    }
    self.split = split
    self.trials = trials
    self.chosen = chosen
    heldOut = try await Self.heldOut(candidates[0], edges, truth, from: split, options)
    heldOutChosen = try await Self.heldOut(candidates[chosen], edges, truth, from: split, options)
  }

  /// The first of the last quarter of days with an intrusion, counted from `start`; nil if no such
  /// day comes before it.
  static func split(
    _ truth: GroundTruth, from start: Timestamp, to end: Timestamp
  ) -> Timestamp? {
    let day = 24 * EdgeTable.tickLength
    let origin = start.floored(toMultipleOf: EdgeTable.tickLength)
    var days: [TimeRange] = []
    var next = origin
    while next < end {
      days.append(TimeRange(next, next.advanced(byMicroseconds: day)))
      next = next.advanced(byMicroseconds: day)
    }
    let busy = days.filter { day in truth.intrusions.contains { $0.touches(day) } }
    let held = (busy.count + 3) / 4
    return busy.count > held ? busy[busy.count - held].start : nil
  }

  private static func heldOut(
    _ candidate: Candidate, _ edges: EdgeTable, _ truth: GroundTruth, from split: Timestamp,
    _ options: AnalysisOptions
  ) async throws(DetectionError) -> HostFigures {
    let used = candidate.applied(to: options)
    let result = try await Analysis.run(edges, options: used).since(split)
    return await Evaluation(result, truth: truth, edges: nil, options: used).parts[0].figures
  }
}

extension AnalysisResult {
  /// What was found in windows that start at or after a moment; paths with a hop there are kept
  /// whole.
  func since(_ moment: Timestamp) -> AnalysisResult {
    var part = self
    part.windows = windows.filter { $0.start >= moment }
    part.assessments = assessments.filter { $0.window.start >= moment }
    part.findings = findings.filter { $0.window.start >= moment }
    part.paths = paths.filter { path in path.hops.contains { $0.edge.firstSeen >= moment } }
    return part
  }
}
