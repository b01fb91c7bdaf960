// SPDX-License-Identifier: Apache-2.0

import Archive
public import ArgumentParser
import Flows
import Foundation
import Ingest
import Reporting
import Review
public import ReviewServer

/// The review page.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Offers the review page of an archive to a browser.",
    discussion: """
      Inbox, alerts with their maps, subnet × port matrix, hosts, runs and
      exceptions; as data too, under /api/v1, described in /openapi.json. Only
      this machine reaches it, unless another address is given with a token:

        (umask 077; openssl rand -hex 32 > token)
        sidestep serve --listen 0.0.0.0:8080 --token-file token

      It speaks plain HTTP: for others put a proxy with TLS in front, and name
      it with --proxy-name. Ctrl-C ends it.

      Example:
        sidestep serve --db office.db
      """)

  @OptionGroup(title: "Archive") var archive: ArchiveOptions

  @Option(
    help: ArgumentHelp(
      "An address of this machine and a port; 0 takes a free one.", valueName: "address:port"))
  var listen = ListenAddress.standard

  @Option(
    help: ArgumentHelp(
      "A file whose first line is the token readers must give, \(AccessToken.shortest) characters or more.",
      valueName: "file"))
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "The host name (and port) under which a proxy with TLS offers the page.", valueName: "name"))
  var proxyName: String?

  @Option(help: ArgumentHelp("Who says the verdicts (default: the login name).", valueName: "name"))
  var by: String?

  @Option(help: ArgumentHelp("Seconds a client may take.", visibility: .hidden))
  var patience = 30

  func validate() throws {
    guard (1...3_600).contains(patience) else {
      throw ValidationError("--patience \(patience): must be from 1 to 3600")
    }
    let author = by ?? NSUserName()
    guard !author.allSatisfy(\.isWhitespace),
      author.unicodeScalars.count <= VerdictRequest.longestAuthor
    else {
      throw ValidationError(
        "--by: must be a name of at most \(VerdictRequest.longestAuthor) characters")
    }
    if let proxyName {
      let isPlain = proxyName.utf8.allSatisfy {
        (0x21...0x7e).contains($0) && !Array("/\\@?#\"'<>&".utf8).contains($0)
      }
      guard isPlain, !proxyName.isEmpty else {
        throw ValidationError("--proxy-name \(proxyName): must be a host name like review.example")
      }
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let token = try tokenFile.map(Self.token)
      let archive = try archive.archive()
      var options = ReviewServerOptions(
        listen: listen, token: token, proxyName: proxyName, author: by ?? NSUserName(),
        now: { .now }, note: { Console.note(Printable.text($0)) })
      options.patience = .seconds(patience)
      let server = try ReviewServer(
        archive: archive,
        pages: ReviewPages(version: Version.text, worker: MapWorker.ofThisProgram),
        options: options)
      if !listen.isLoopback {
        Console.note(
          "open to the network: whoever has the token can read and judge, and plain HTTP shows it "
            + "to whoever can listen in; put a proxy with TLS in front")
      }
      try await server.run { place in
        Console.note("review page at \(place) (Ctrl-C ends it)")
      }
    }
  }

  private static func token(_ path: String) throws -> AccessToken {
    guard let file = FileHandle(forReadingAtPath: path),
      let bytes = try? file.read(upToCount: 4_096)
    else { throw ValidationError("--token-file \(path): cannot be read") }
    guard let token = AccessToken(file: Array(bytes)) else {
      throw ValidationError(
        "--token-file \(path): the first line must be \(AccessToken.shortest) to "
          + "\(AccessToken.longest) printable characters without spaces; make one with "
          + "“openssl rand -hex 32”")
    }
    return token
  }
}

extension ListenAddress: ExpressibleByArgument {
  /// `127.0.0.1:8080`, `[::1]:8080`.
  public init?(argument: String) { self.init(argument) }

  /// As it is written.
  public var defaultValueDescription: String { text }
}

extension ReviewServerError {
  /// By sysexits.h.
  var exitStatus: Int32 {
    switch self {
    case .needsToken: 64
    case .portInUse, .cannotListen: 74
    }
  }
}
