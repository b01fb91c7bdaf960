// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Topology

/// The map's visual language: the only place that knows colours, shapes and line styles, and
/// the allow-list they come from.
///
/// Fills grow darker with severity, so that they stay in order in greyscale; each is told in
/// words too.
///
/// Source: M. Okabe and K. Ito, *Color Universal Design*, 2008 (yellow, orange, vermillion).
enum MapStyle {
  static let font = "DejaVu Sans"
  static let ink = "#1a1a1a"
  static let paper = "#ffffff"
  static let grey = "#8c8c8c"
  static let faint = "#5a5a5a"
  static let red = "#b3261e"
  static let blue = "#0b5394"
  static let clusterFill = "#f3f5f8"
  static let clusterLine = "#b4bac4"

  static func fill(_ severity: Severity) -> String {
    switch severity {
    case .none: "#ffffff"
    case .low: "#f7ec8f"
    case .medium: "#f0b23e"
    case .high: "#e0703a"
    case .critical: "#7a1420"
    }
  }

  static func ink(on severity: Severity) -> String {
    severity == .critical ? "#ffffff" : ink
  }

  /// What ``AttackMap/Node/isEntry`` is called.
  static func entryTitle(_ view: MapView) -> (short: String, long: String) {
    switch view {
    case .path: ("entry", "entry: a path starts here")
    case .blast: ("start", "start: taken from here on")
    case .neighbourhood, .crossings, .changes: ("centre", "centre")
    }
  }

  /// A subnet as a node looks like the frame of one.
  static let subnet = (shape: "box", style: "filled,rounded", margin: "0.2,0.12")

  /// DOT shape, style and inner margin (inches) of a role; nil is a count.
  ///
  /// Shapes with slanted sides bring room of their own.
  static func shape(_ role: Role?) -> (shape: String, style: String, margin: String) {
    switch role {
    case nil: ("box", "filled,rounded,dashed", "0.16,0.08")
    case .client: ("box", "filled,rounded", "0.16,0.08")
    case .server: ("box3d", "filled", "0.16,0.08")
    case .domainController: ("octagon", "filled", "0.02,0.01")
    case .fileServer: ("folder", "filled", "0.16,0.08")
    case .database: ("cylinder", "filled", "0.16,0.08")
    case .printer: ("note", "filled", "0.16,0.08")
    case .scanner: ("hexagon", "filled", "0.02,0.01")
    case .jumpHost: ("house", "filled", "0.02,0.01")
    case .adminWorkstation: ("invhouse", "filled", "0.02,0.01")
    case .monitor: ("trapezium", "filled", "0.02,0.01")
    case .otDevice: ("component", "filled", "0.16,0.08")
    case .internet: ("ellipse", "filled", "0.02,0.01")
    case .unknown: ("box", "filled", "0.16,0.08")
    }
  }

  /// Shape, style and inner margin of an address somebody has warned of.
  static let indicator = (shape: "doubleoctagon", style: "filled", margin: "0.02,0.01")
  /// What stands before the words about one.
  static let indicatorMark = "◆"

  /// What ``Role/unknown`` is called in the legend.
  static func title(_ role: Role) -> String { role == .unknown ? "host, role unknown" : role.title }

  /// Colour, width, dash and head of an arrow.
  static func line(_ kind: AttackMap.Kind)
    -> (colour: String, width: Double, style: String, head: String)
  {
    switch kind {
    case .observed: (ink, 3.4, "solid", "normal")
    case .inferred: (ink, 3, "dashed", "normal")
    case .failed: (red, 1.4, "dashed", "tee")
    case .control: (ink, 1.1, "solid", "vee")
    case .context: (grey, 0.9, "solid", "vee")
    case .reach: (ink, 2.6, "solid", "normal")
    case .appeared: (blue, 2.2, "solid", "normal")
    case .grown: (ink, 4.4, "solid", "vee")
    case .vanished: (faint, 1.8, "dotted", "empty")
    }
  }

  /// Width of a hop that nothing went on from.
  static let deadEnd = 1.4

  static func title(_ kind: AttackMap.Kind) -> String {
    switch kind {
    case .observed: "hop, observed: its only possible cause"
    case .inferred: "hop, inferred: one of several causes"
    case .failed: "failed: tried, did not come about"
    case .control: "session that gives control"
    case .context: "other traffic, for context"
    case .reach: "session by which it can first be reached"
    case .appeared: "new: not seen before"
    case .grown: "grown: seen before, now much more"
    case .vanished: "vanished: seen before, not now"
    }
  }

  static func title(_ severity: Severity) -> String {
    severity == .none ? "not flagged" : severity.rawValue
  }
}
