// SPDX-License-Identifier: Apache-2.0

/// Files compiled into the binary, so that it runs without installed data files.
public enum Assets {
  /// The page template of the incident report.
  public static var reportTemplate: [UInt8] { PackageResources.report_mustache }
  /// The style sheet of the incident report.
  public static var reportStyle: [UInt8] { PackageResources.report_css }
  /// The style sheet of what the script adds to maps, and of dark screens.
  public static var mapStyle: [UInt8] { PackageResources.map_css }
  /// The script that lets a reader explore the maps of a page.
  public static var mapScript: [UInt8] { PackageResources.map_js }
}
