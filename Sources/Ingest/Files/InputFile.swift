// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// One file to read, as the arguments of a command make it.
public struct InputFile: Hashable, Sendable {
  /// Where it is; `-` is standard input.
  public let path: String
  /// Whether it was named by itself and not found in a folder or by a pattern: then it is an error
  /// if its format is not recognised.
  public let isNamed: Bool

  /// The path that stands for standard input.
  public static let standardInputPath = "-"
  /// Folders within folders beyond this are not entered.
  private static let deepest = 32

  /// The file at `path`.
  public init(_ path: String, isNamed: Bool = true) {
    self.path = path
    self.isNamed = isNamed
  }

  /// The files that `arguments` name: files, folders with all below them, patterns, `-`.
  ///
  /// Within a folder files come in the order of their names; hidden ones and links to folders are
  /// passed over. A file named twice is read once.
  ///
  /// - Throws: `IngestError.noInput` if nothing is there, `.unreadable` if a folder cannot be
  ///   listed.
  public static func resolve(_ arguments: [String]) throws(IngestError) -> [InputFile] {
    var files: [InputFile] = []
    var seen: Set<String> = []
    for argument in arguments {
      let found = try resolve(argument)
      guard !found.isEmpty else { throw .noInput(argument) }
      for file in found where seen.insert(file.identity).inserted { files.append(file) }
    }
    guard !files.isEmpty else { throw .noInput("(no argument)") }
    return files
  }

  /// What tells two names of one file.
  private var identity: String {
    path == Self.standardInputPath
      ? path : URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  private static func resolve(_ argument: String) throws(IngestError) -> [InputFile] {
    if argument == standardInputPath { return [InputFile(argument)] }
    switch kind(argument) {
    case .folder: return try files(in: argument, depth: 0)
    case .file: return [InputFile(argument)]
    case .absent:
      guard Wildcard.isPattern(argument) else { throw .noInput(argument) }
      var files: [InputFile] = []
      for path in try matches(argument) {
        if kind(path) == .folder {
          files += try Self.files(in: path, depth: 0)
        } else {
          files.append(InputFile(path, isNamed: false))
        }
      }
      return files
    }
  }

  private enum Kind { case file, folder, absent }

  private static func kind(_ path: String) -> Kind {
    guard FileManager.default.fileExists(atPath: path) else { return .absent }
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let type = try? FileManager.default.attributesOfItem(atPath: real)[.type] as? FileAttributeType
    return type == .typeDirectory ? .folder : .file
  }

  private static func names(in folder: String) throws(IngestError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw .unreadable(path: folder, why: "the folder cannot be listed")
    }
  }

  private static func files(in folder: String, depth: Int) throws(IngestError) -> [InputFile] {
    var files: [InputFile] = []
    for name in try names(in: folder) {
      let path = join(folder, name)
      switch kind(path) {
      case .absent: continue
      case .file: files.append(InputFile(path, isNamed: false))
      case .folder:
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        guard !isLink, depth < deepest else { continue }
        files += try Self.files(in: path, depth: depth + 1)
      }
    }
    return files
  }

  private static func matches(_ pattern: String) throws(IngestError) -> [String] {
    var paths = [pattern.hasPrefix("/") ? "/" : ""]
    for component in pattern.split(separator: "/") {
      var next: [String] = []
      for path in paths {
        if Wildcard.isPattern(component) {
          guard kind(path.isEmpty ? "." : path) == .folder else { continue }
          let wildcard = Wildcard(component)
          for name in try names(in: path.isEmpty ? "." : path) where wildcard.matches(name) {
            next.append(join(path, name))
          }
        } else if kind(join(path, String(component))) != .absent {
          next.append(join(path, String(component)))
        }
      }
      paths = next
    }
    return paths
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Bytes on disk; nil for what has no fixed size, such as a pipe.
  var size: Int? {
    guard path != Self.standardInputPath,
      let attributes = try? FileManager.default.attributesOfItem(atPath: identity),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    return attributes[.size] as? Int
  }
}
