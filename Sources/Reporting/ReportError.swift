// SPDX-License-Identifier: Apache-2.0

/// Why an output could not be made.
public enum ReportError: Error, Equatable, Sendable {
  /// A file or folder could not be created or replaced; `why` is the system's reason. What was
  /// there before is untouched.
  case cannotWrite(path: String, why: String)
  /// No layout of the map came about within its limits, or libgvc rejected the graph.
  case drawing(String)
  /// The page could not be printed as PDF.
  case printing(String)
  /// The page template inside the binary is damaged.
  case template(String)
  /// The report could not be put into JSON.
  case encoding(String)
  /// A report could not be read; `why` is the system's reason.
  case cannotRead(path: String, why: String)
  /// What was read is no report this version understands.
  case notAReport(String)
}

extension ReportError: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let why):
      "cannot write \(path): \(why); choose another folder with -o or make room and repeat"
    case .drawing(let why):
      "cannot draw the map: \(why); the tables hold the same findings"
    case .printing(let why):
      "cannot make report.pdf: \(why); report.html and all other files are there"
    case .template(let why):
      "cannot make the report page: \(why); the installation is damaged, build it again"
    case .encoding(let why):
      "cannot encode findings.json: \(why)"
    case .cannotRead(let path, let why):
      "cannot read \(path): \(why); name a report folder or its findings.json"
    case .notAReport(let why):
      "not a findings.json of this version: \(why)"
    }
  }
}
