// SPDX-License-Identifier: Apache-2.0

internal import CGraphviz
private import Synchronization

/// Lays out and draws a graph written in the DOT language as SVG, through libgvc.
///
/// libgvc keeps global state and is not thread safe, so drawings take turns. A layout cannot
/// be cancelled, and an assertion inside libgvc ends the process: anything but a small graph belongs
/// in a ``MapWorker``. All unsafe code of this module is in this file.
public enum GraphvizRenderer {
  /// A way to place nodes.
  public enum Engine: String, CaseIterable, Sendable {
    /// In ranks along the arrows.
    case dot
    /// By springs; fast on anything.
    case sfdp
  }

  private static let turn = Mutex(())
  private static let messages = Mutex([UInt8]())

  /// Draws `dot`.
  ///
  /// - Returns: A whole SVG document, UTF-8.
  /// - Throws: `ReportError.drawing` with libgvc's message if it reports an error, even when
  ///   it went on and drew something.
  public static func svg(dot: String, engine: Engine = .dot) throws(ReportError) -> [UInt8] {
    let (svg, said) = turn.withLock { _ in
      messages.withLock { $0.removeAll() }
      unsafe agseterrf { text in
        guard let text = unsafe text else { return 0 }
        let fragment = unsafe String(cString: text)
        GraphvizRenderer.messages.withLock { $0.append(contentsOf: fragment.utf8) }
        return 0
      }
      let svg = draw(dot, engine)
      return (svg, messages.withLock { String(decoding: $0, as: UTF8.self) })
    }
    // A broken label is reported and drawn without; that is not the map that was asked for.
    guard let svg, !said.contains("Error") else {
      throw .drawing(SafeText.clean(said.isEmpty ? "libgvc gave no reason" : said, limit: 300))
    }
    return svg
  }

  /// Lays out and renders; graph and layout are not freed.
  ///
  /// libgvc 2.43 frees parts of some layouts twice in `gvFreeLayout` (clusters with arrows that
  /// do not shape the layout), which ends the process. A worker draws once and ends, which
  /// frees everything.
  private static func draw(_ dot: String, _ engine: Engine) -> [UInt8]? {
    guard let context = unsafe gvContext(), let graph = unsafe agmemread(dot),
      unsafe gvLayout(context, graph, engine.rawValue) == 0
    else { return nil }
    var data: UnsafeMutablePointer<CChar>?
    var length: UInt32 = 0
    guard unsafe gvRenderData(context, graph, "svg", &data, &length) == 0,
      let start = unsafe data
    else { return nil }
    defer { unsafe gvFreeRenderData(start) }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(length)))
  }

  /// Limits the whole process, for a worker that may be fed a graph of any shape.
  ///
  /// - Parameters:
  ///   - bytes: Address space.
  ///   - seconds: Processor time.
  /// - Returns: Whether the system agreed.
  static func limitProcess(bytes: UInt, seconds: UInt) -> Bool {
    sidestep_limit_process(bytes, seconds) == 0
  }
}
