// SPDX-License-Identifier: Apache-2.0

/// The version of the program, printed in every report.
enum Version {
  static let text = "0.1.0"
}
