// SPDX-License-Identifier: Apache-2.0

private import Assets
private import Reporting

/// Style sheets and scripts of the pages, by name.
public enum ReviewAssets {
  /// Every name there is.
  public static let names = ["map.css", "map.js", "review.css", "review.js"]

  /// What has this name.
  ///
  /// - Parameter name: Compared with the names there are; it reaches no file.
  /// - Returns: The media type and the bytes; nil if nothing is called so.
  public static func bytes(named name: String) -> (type: String, bytes: [UInt8])? {
    switch name {
    case "map.css": (style, Array(InlineMap.style.utf8) + Assets.mapStyle)
    case "map.js": (script, Assets.mapScript)
    case "review.css": (style, Assets.reviewStyle)
    case "review.js": (script, Assets.reviewScript)
    default: nil
    }
  }

  private static let style = "text/css; charset=utf-8"
  private static let script = "text/javascript; charset=utf-8"
}
