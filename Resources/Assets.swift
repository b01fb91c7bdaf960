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

  /// The style sheet of the review page.
  public static var reviewStyle: [UInt8] { PackageResources.review_css }
  /// The script that puts the review page on the keyboard and keeps it up to date.
  public static var reviewScript: [UInt8] { PackageResources.review_js }
  /// What every page of the review has around it.
  public static var reviewFrame: [UInt8] { PackageResources.review_frame_mustache }
  /// The list of alerts.
  public static var reviewInbox: [UInt8] { PackageResources.review_inbox_mustache }
  /// One alert.
  public static var reviewAlert: [UInt8] { PackageResources.review_alert_mustache }
  /// The subnet × port matrix.
  public static var reviewMatrix: [UInt8] { PackageResources.review_matrix_mustache }
  /// One host.
  public static var reviewHost: [UInt8] { PackageResources.review_host_mustache }
  /// The runs, and drift.
  public static var reviewRuns: [UInt8] { PackageResources.review_runs_mustache }
  /// Exceptions, precision, audit.
  public static var reviewRules: [UInt8] { PackageResources.review_rules_mustache }
  /// Signing in, and what went wrong.
  public static var reviewPlain: [UInt8] { PackageResources.review_plain_mustache }

  /// The OpenAPI description of the review page's JSON interface.
  public static var openAPI: [UInt8] { PackageResources.openapi_json }
}
