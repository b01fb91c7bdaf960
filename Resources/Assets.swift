// SPDX-License-Identifier: Apache-2.0

/// Files compiled into the binary, so that it runs without installed data files.
public enum Assets {
  /// The page template of the incident report.
  public static var reportTemplate: [UInt8] { PackageResources.report_mustache }
  /// The style sheet of the incident report.
  public static var reportStyle: [UInt8] { PackageResources.report_css }
}
