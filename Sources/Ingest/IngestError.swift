// SPDX-License-Identifier: Apache-2.0

/// Why input could not be read.
public enum IngestError: Error, Equatable, Sendable {
  /// Nothing is at the path, the pattern matches nothing, or the folder holds no file.
  case noInput(String)
  /// The file or folder is there and cannot be read.
  case unreadable(path: String, why: String)
  /// Compressed data hold more than ``ReadOptions/largestExpansion`` times their own size.
  case expandsTooMuch(path: String, factor: Int)
  /// A file named by itself is in no known format.
  case unrecognised(path: String, why: String, expected: String)
  /// Not one flow came out of the input.
  case noUsableRecord(path: String, why: String, expected: String)
  /// A record could not be read, and the options or the kind of file allow none such.
  case badRecord(path: String, line: Int, field: String, why: String)
  /// No dialect has this name.
  case unknownFormat(String, known: [String])
}

extension IngestError: CustomStringConvertible {
  /// What, where, then what to do; fit for a terminal.
  public var description: String {
    switch self {
    case .noInput(let path):
      "nothing to read at \(Printable.text(path)); name a file, a folder, a pattern or - for standard input"
    case .unreadable(let path, let why):
      "cannot read \(Printable.text(path)): \(why)"
    case .expandsTooMuch(let path, let factor):
      "\(Printable.text(path)): decompresses to more than \(factor) times its size; "
        + "if you trust it, raise --max-expansion"
    case .unrecognised(let path, let why, let expected):
      "\(Printable.text(path)): \(why); \(expected); or name the format with --format, or its columns with --map"
    case .noUsableRecord(let path, let why, let expected):
      "\(Printable.text(path)): no usable flow record: \(why); \(expected)"
    case .badRecord(let path, let line, let field, let why):
      "\(Printable.text(path)):\(line): \(field): \(why)"
    case .unknownFormat(let name, let known):
      "no format is called \(Printable.text(name)); known are \(known.joined(separator: ", "))"
    }
  }
}
