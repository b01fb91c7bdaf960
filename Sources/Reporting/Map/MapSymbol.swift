// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Topology

/// The legend's small pictures, each within 28 by 14 points; the same look the drawing has.
enum MapSymbol {
  private static func shape(_ path: String, fill: String = MapStyle.paper, width: Double = 1.1)
    -> String
  {
    "<path d=\"\(path)\" fill=\"\(fill)\" stroke=\"\(MapStyle.ink)\" "
      + "stroke-width=\"\(MapSheet.number(width))\" stroke-linejoin=\"round\"/>"
  }

  private static let rounded = "M5 1H23Q27 1 27 5V9Q27 13 23 13H5Q1 13 1 9V5Q1 1 5 1Z"

  static func role(_ role: Role?) -> String {
    switch role {
    case nil:
      "<path d=\"\(rounded)\" fill=\"\(MapStyle.paper)\" stroke=\"\(MapStyle.faint)\" "
        + "stroke-width=\"1.1\" stroke-dasharray=\"4 2\"/>"
    case .client: shape(rounded)
    case .unknown: shape("M1 1H27V13H1Z")
    case .server: shape("M4 1H27V10L24 13H1V4ZM1 4H24V13M24 4L27 1")
    case .domainController: shape("M8 1H20L27 5V9L20 13H8L1 9V5Z")
    case .fileServer: shape("M1 3H16L18 1H25L27 3V13H1Z")
    case .database: shape("M1 4Q1 1 14 1T27 4V10Q27 13 14 13T1 10ZM1 4Q1 7 14 7T27 4")
    case .printer: shape("M1 1H22L27 6V13H1ZM22 1V6H27")
    case .scanner: shape("M6 1H22L27 7L22 13H6L1 7Z")
    case .jumpHost: shape("M14 1L27 5V13H1V5Z")
    case .adminWorkstation: shape("M1 1H27V9L14 13L1 9Z")
    case .monitor: shape("M6 1H22L27 13H1Z")
    case .otDevice: shape("M3 1H27V13H3V11H1V9H5V11H3M3 9V6H5V4H1V6H3M3 4V1")
    case .internet: shape("M1 7A13 6 0 0 1 27 7A13 6 0 0 1 1 7Z")
    }
  }

  static func fill(_ severity: Severity) -> String {
    shape(rounded, fill: MapStyle.fill(severity))
  }

  static let subnet =
    "<path d=\"\(rounded)\" fill=\"\(MapStyle.clusterFill)\" stroke=\"\(MapStyle.clusterLine)\" "
    + "stroke-width=\"1.1\"/>"

  static let entry = shape(rounded, width: 3)
  static let pivot =
    shape(rounded)
    + shape("M6 3.5H22Q24.5 3.5 24.5 6V8Q24.5 10.5 22 10.5H6Q3.5 10.5 3.5 8V6Q3.5 3.5 6 3.5Z")

  static let indicator =
    shape("M8 0.5H20L27.5 5V9L20 13.5H8L0.5 9V5Z")
    + shape("M9 2.5H19L25 5.7V8.3L19 11.5H9L3 8.3V5.7Z")
  static let listed =
    "<text x=\"14\" y=\"11\" font-size=\"11\" text-anchor=\"middle\" fill=\"\(MapStyle.ink)\">"
    + MapStyle.indicatorMark + "</text>"

  static let number =
    "<rect x=\"8\" y=\"0\" width=\"13\" height=\"14\" rx=\"4\" fill=\"\(MapStyle.ink)\"/>"
    + "<text x=\"14.5\" y=\"10.2\" font-size=\"9\" font-weight=\"bold\" text-anchor=\"middle\" "
    + "fill=\"\(MapStyle.paper)\">1</text>"

  static func line(_ kind: AttackMap.Kind) -> String {
    let look = MapStyle.line(kind)
    let dash =
      switch look.style {
      case "dashed": " stroke-dasharray=\"5 3\""
      case "dotted": " stroke-dasharray=\"1.5 3\""
      default: ""
      }
    let head =
      switch look.head {
      case "tee": "<path d=\"M26 2V12\" stroke=\"\(look.colour)\" stroke-width=\"2.4\"/>"
      case "empty":
        "<path d=\"M27.5 7L20 3V11Z\" fill=\"\(MapStyle.paper)\" stroke=\"\(look.colour)\"/>"
      case "vee": "<path d=\"M28 7L21 3.5L23 7L21 10.5Z\" fill=\"\(look.colour)\"/>"
      default: "<path d=\"M28 7L20 3V11Z\" fill=\"\(look.colour)\"/>"
      }
    return "<path d=\"M0 7H\(kind == .failed ? 26 : 21)\" fill=\"none\" stroke=\"\(look.colour)\" "
      + "stroke-width=\"\(MapSheet.number(look.width))\"\(dash)/>" + head
  }

  static let deadEnd =
    "<path d=\"M0 7H21\" fill=\"none\" stroke=\"\(MapStyle.ink)\" "
    + "stroke-width=\"\(MapSheet.number(MapStyle.deadEnd))\"/>"
    + "<path d=\"M28 7L20 3V11Z\" fill=\"\(MapStyle.ink)\"/>"

  static let crossing =
    "<path d=\"M0 5.2H21M0 8.8H21\" fill=\"none\" stroke=\"\(MapStyle.ink)\" stroke-width=\"1.5\"/>"
    + "<path d=\"M28 7L20 3V11Z\" fill=\"\(MapStyle.ink)\"/>"
}
