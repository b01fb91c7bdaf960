// SPDX-License-Identifier: Apache-2.0

import Detection
import Foundation
import Ingest
import Reporting

/// A model with the file it lies in.
struct StoredModel {
  /// Why a file is no use as a model.
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let error: ModelError

    var description: String { "\(Printable.text(path)): \(error)" }

    /// By sysexits.h: bad data, or wrong usage.
    var exitStatus: Int32 {
      if case .otherSettings = error { return 64 }
      return 65
    }
  }

  let model: Model
  /// SHA-256 of the file.
  let hash: String
  private let path: String

  private static let pieceSize = 1 << 22
  private static let format = ModelFile { ContentHash.sha256(of: $0) ?? "not computed" }

  /// Reads a file by anybody.
  ///
  /// - Throws: `IngestError.noInput`, `.unreadable`; ``Failure``.
  init(_ path: String) throws {
    let bytes = try Self.read(path)
    do throws(ModelError) {
      model = try Self.format.model(bytes)
    } catch {
      throw Failure(path: path, error: error)
    }
    hash = ContentHash.sha256(of: bytes) ?? "not computed"
    self.path = path
  }

  /// Checks that windows seen with these settings can be judged by the model.
  ///
  /// - Throws: ``Failure``.
  func check(_ settings: ModelSettings) throws(Failure) {
    do throws(ModelError) {
      try model.settings.check(settings)
    } catch {
      throw Failure(path: path, error: error)
    }
  }

  /// Writes a model so that the file is there whole or not at all, having read it back before.
  ///
  /// - Parameters:
  ///   - model: What to keep.
  ///   - path: Where; standard output if it is `-`.
  /// - Returns: The size of the file in bytes.
  /// - Throws: ``Failure``, `ReportError.cannotWrite`.
  static func write(_ model: Model, to path: String) throws -> Int {
    let bytes: [UInt8]
    do throws(ModelError) {
      bytes = try format.bytes(of: model)
      _ = try format.model(bytes)
    } catch {
      throw Failure(path: path, error: error)
    }
    if path == InputFile.standardInputPath {
      try Console.output(bytes)
    } else {
      try ReportFolder.write(bytes, to: path)
    }
    return bytes.count
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else { throw IngestError.noInput(path) }
    let isFolder = URL(fileURLWithPath: path).hasDirectoryPath
    guard !isFolder, let file = FileHandle(forReadingAtPath: path) else {
      throw IngestError.unreadable(
        path: path, why: isFolder ? "it is a folder, not a model" : "no permission")
    }
    defer { try? file.close() }
    var bytes: [UInt8] = []
    do {
      while let piece = try file.read(upToCount: pieceSize), !piece.isEmpty {
        bytes += piece
        // One byte more than allowed is enough to say so.
        if bytes.count > ModelFile.largestSize { break }
      }
    } catch {
      throw IngestError.unreadable(path: path, why: error.localizedDescription)
    }
    return bytes
  }
}
