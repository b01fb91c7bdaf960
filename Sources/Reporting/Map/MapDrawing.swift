// SPDX-License-Identifier: Apache-2.0

/// Turns a map into a picture, with a layout that is sure to end.
public enum MapDrawing {
  /// One way to lay a map out.
  struct Attempt: Equatable {
    let engine: GraphvizRenderer.Engine
    let effort: DOTWriter.Effort
    /// Processor seconds it may take.
    let seconds: Int
    /// What the footer says if this is how it was done; nil for the usual way.
    let note: String?

    static let full = Attempt(engine: .dot, effort: .full, seconds: 10, note: nil)
    static let fast = Attempt(
      engine: .dot, effort: .fast, seconds: 10,
      note: "Laid out with straight edges: the map is large.")
    static let springs = Attempt(
      engine: .sfdp, effort: .fast, seconds: 20,
      note: "Laid out by springs: the map is too large for ranks; position does not tell time.")
  }

  /// Arrows up to which the full layout ends at once, in 20 ms at most.
  static let smallArrows = 60
  /// Arrows up to which the full layout is sure to end within its limit.
  static let fullArrows = 160
  /// Arrows up to which the fast layout takes 2 s at most.
  static let fastArrows = 400

  /// `map` as a whole SVG document with heading, legend and footer.
  ///
  /// The `worker` lays out within limits, as libgvc can neither be stopped nor trusted not to end
  /// its process; what does not end in them is laid out in a simpler way, and the footer says
  /// so. Which way is tried first depends on the map alone, so the bytes do too.
  ///
  /// - Parameters:
  ///   - map: What to draw.
  ///   - worker: Lays out; nil to do so in this process, in a way that is sure to end.
  /// - Returns: SVG with an XML declaration, UTF-8.
  /// - Throws: `ReportError.drawing` if no layout came about.
  public static func svg(_ map: AttackMap, worker: MapWorker?) throws(ReportError) -> String {
    try svg(
      map, worker: worker, attempts: attempts(arrows: map.arrows.count, hasWorker: worker != nil))
  }

  /// The same, in the first of these ways that ends within its limit.
  static func svg(
    _ map: AttackMap, worker: MapWorker?, attempts: [Attempt]
  ) throws(ReportError) -> String {
    guard !map.nodes.isEmpty else { return MapSheet.svg(map, drawing: nil, note: nil) }
    let tooltips = Dictionary(
      map.nodes.map { ($0.id, $0.tooltip) } + map.arrows.map { ($0.id, $0.tooltip) }
    ) { first, _ in first }
    var failure = ReportError.drawing("no layout was tried")
    for attempt in attempts {
      let dot = DOTWriter.dot(map, effort: attempt.effort)
      do throws(ReportError) {
        let drawn =
          if let worker {
            try worker.svg(dot: dot, engine: attempt.engine, seconds: attempt.seconds)
          } else {
            try GraphvizRenderer.svg(dot: dot, engine: attempt.engine)
          }
        let drawing = try GraphvizSVG(drawn, tooltips: tooltips, data: data(map))
        return MapSheet.svg(map, drawing: drawing, note: attempt.note)
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// What a script has to know of each arrow, as attributes.
  private static func data(_ map: AttackMap) -> [String: String] {
    Dictionary(
      map.arrows.map { arrow in
        var values = [("from", arrow.source), ("to", arrow.target)]
        if !arrow.numbers.isEmpty {
          values += [("numbers", arrow.numbers), ("time", arrow.moment)]
        }
        return (
          arrow.id,
          values.map { " data-\($0)=\"\(SafeText.escaped(SafeText.clean($1, limit: 60)))\"" }
            .joined()
        )
      }
    ) { first, _ in first }
  }

  static func attempts(arrows: Int, hasWorker: Bool) -> [Attempt] {
    if arrows <= smallArrows { return [.full, .fast, .springs] }
    guard arrows <= fastArrows else { return [.springs] }
    if hasWorker {
      return arrows <= fullArrows ? [.full, .fast, .springs] : [.fast, .springs]
    }
    return arrows <= fullArrows ? [.fast, .springs] : [.springs]
  }
}
