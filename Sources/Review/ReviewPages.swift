// SPDX-License-Identifier: Apache-2.0

public import Archive
public import Flows
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

  /// The alerts, the most severe first, then the latest.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func inbox(_ archive: Archive, query: InboxQuery, frame: PageFrame) throws -> String {
    problem(status: 501, title: "Inbox", text: "", frame: frame)
  }

  /// Everything about one alert, and the form to judge it.
  ///
  /// - Parameter id: The whole id.
  /// - Returns: nil if there is no such alert.
  /// - Throws: ``Archive/ArchiveError``.
  public func alert(_ archive: Archive, id: String, frame: PageFrame) throws -> String? {
    nil
  }

  /// Which subnets talk to which, or one pair of them.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func matrix(_ archive: Archive, query: MatrixQuery, frame: PageFrame) throws -> String {
    problem(status: 501, title: "Matrix", text: "", frame: frame)
  }

  /// One host: profile over time, alerts, peers, and what can have been reached from it.
  ///
  /// - Returns: nil if nothing is known of it.
  /// - Throws: ``Archive/ArchiveError``.
  public func host(
    _ archive: Archive, address: IPAddress, frame: PageFrame
  ) throws -> String? {
    nil
  }

  /// The runs, the latest first, with the features that moved.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func runs(_ archive: Archive, frame: PageFrame) throws -> String {
    problem(status: 501, title: "Runs", text: "", frame: frame)
  }

  /// What is held back and why, how often detectors were right, and the audit.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func rules(_ archive: Archive, frame: PageFrame) throws -> String {
    problem(status: 501, title: "Rules", text: "", frame: frame)
  }
}
