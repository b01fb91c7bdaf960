// SPDX-License-Identifier: Apache-2.0

public import Reporting

/// The pages of the review, made of what an archive holds.
///
/// Each is a whole HTML document that is XML too, and the same for the same archive, question and
/// frame. Whatever the archive holds is text in it. Nothing in a page needs a script to be read or
/// to be said.
public struct ReviewPages: Sendable {
  let version: String
  let worker: MapWorker?
  let templates: Templates

  /// The pages of this version of the program.
  ///
  /// - Parameters:
  ///   - version: For the foot of each page.
  ///   - worker: Lays out maps; nil to do so in this process.
  /// - Throws: ``ReviewError/template(_:)``.
  public init(version: String, worker: MapWorker? = nil) throws {
    self.version = version
    self.worker = worker
    templates = try Templates()
  }
}
