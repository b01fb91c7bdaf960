// SPDX-License-Identifier: Apache-2.0
private import Dispatch
private import Foundation
private import Synchronization

/// The records of an nfcapd file as `nfdump` prints them, after a line that names the columns.
///
/// NetFlow v5 and v9 and IPFIX come in this way through the collector `nfcapd`, sFlow through
/// `sfcapd`. The program is started without a shell, with fixed arguments and environment; the file
/// is only ever the value of `-r`. What it prints is read like any file, and as little trusted.
///
/// Source: nfdump manual, *nfdump(1)*; the first two bytes of its files are those of `nffile.h`.
final class NfdumpSource: ByteSource {
  /// The names of the columns, which make ``Dialect/nfcapd``.
  private static let columns: KeyValuePairs = [
    "nfcapd_start": "%tsr", "duration": "%td", "protocol": "%pr", "source": "%sa",
    "source_port": "%sp", "target": "%da", "target_port": "%dp", "flags": "%flg",
    "packets": "%pkt", "packets_back": "%opkt", "bytes": "%byt", "bytes_back": "%obyt",
  ]
  /// Seconds without a byte after which the program is stopped.
  static let patience = 60

  /// How many bytes tell.
  static let headSize = 2

  /// Whether a file that begins with `head` is one of nfcapd's, of either byte order.
  static func isNfcapd(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x0c, 0xa5]) || head.starts(with: [0xa5, 0x0c])
  }

  private let process = Process()
  private let output = Pipe()
  private let complaints = Complaints()
  private var isAtStart = true
  private let size: Int
  private let patience: Int
  private var header: [UInt8]
  private var isEnded = false
  private(set) var defect: String?
  private(set) var bytesTaken = 0

  /// Starts the program on the file at `path`.
  ///
  /// - Throws: `IngestError.unreadable` if it is not installed or cannot be started.
  init(
    _ file: InputFile, program: String? = NfdumpSource.program(),
    patience: Int = NfdumpSource.patience
  ) throws(IngestError) {
    size = file.size ?? 0
    self.patience = patience
    header = Array((Self.columns.map(\.key).joined(separator: ",") + "\n").utf8)
    guard let program else {
      throw .unreadable(
        path: file.path,
        why: "nfcapd files are read by nfdump, which is not installed; on Debian: "
          + "apt-get install nfdump")
    }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = Self.arguments(for: file.path)
    process.environment = ["TZ": "UTC", "LC_ALL": "C", "PATH": "/usr/bin:/bin"]
    process.currentDirectoryURL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    process.standardInput = FileHandle.nullDevice
    process.standardError = complaints.pipe
    process.standardOutput = output
    do {
      try process.run()
    } catch {
      throw .unreadable(path: file.path, why: "nfdump cannot be started")
    }
    // The other ends belong to the program alone, or their end would never be seen.
    try? output.fileHandleForWriting.close()
    complaints.listen()
  }

  deinit { stop() }

  /// The arguments that print the file at `path`: times in milliseconds, plain numbers, whole
  /// addresses, no totals.
  static func arguments(for path: String) -> [String] {
    // A relative path must not look like an option, nor one with a colon like a list.
    let safe = path.hasPrefix("/") ? path : "./" + path
    let format = columns.map(\.value).joined(separator: ",")
    return ["-q", "-N", "-6", "-r", safe, "-o", "fmt:" + format]
  }

  /// Where the program is; nil if it is not in the search path.
  static func program() -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/nfdump" }.first { $0.hasPrefix("/") && isProgram($0) }
  }

  private static func isProgram(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: path)
  }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    guard header.isEmpty else {
      defer { header = [] }
      buffer += header
      return header.count
    }
    guard !isEnded else { return 0 }
    let descriptor = output.fileHandleForReading.fileDescriptor
    guard RawBytes.isReadable(descriptor, within: patience) else {
      finish(with: "nfdump gave nothing for \(patience) seconds and was stopped, read up to there")
      return 0
    }
    // What a program prints comes in small portions.
    var block: [UInt8] = []
    let got = (try? RawBytes.read(descriptor, upTo: min(count, 1 << 18), into: &block)) ?? 0
    let isNothing = isAtStart && block.starts(with: Self.nothing)
    isAtStart = false
    guard got > 0, !isNothing else {
      finish(with: nil)
      return 0
    }
    buffer += block
    return got
  }

  /// What it prints, even if asked to be quiet, where there is no record.
  private static let nothing = Array("No match".utf8)

  private func finish(with complaint: String?) {
    isEnded = true
    bytesTaken = size
    defect = complaint
    if complaint != nil { return stop() }
    process.waitUntilExit()
    // It ends with status 0 also where a file is cut off.
    if process.terminationReason == .uncaughtSignal || process.terminationStatus != 0
      || complaints.wereMade
    {
      defect = "nfdump finds the file damaged, read up to there"
    }
  }

  private func stop() {
    guard process.isRunning else { return }
    try? output.fileHandleForReading.close()
    RawBytes.kill(process.processIdentifier)
    process.waitUntilExit()
  }
}

/// Hears what a program writes to standard error, and forgets it.
private final class Complaints: Sendable {
  let pipe = Pipe()
  private let heard = Mutex(false)
  private let isOver = DispatchSemaphore(value: 0)

  /// Listens on a thread of its own until the program has ended.
  func listen() {
    try? pipe.fileHandleForWriting.close()
    let thread = Thread { [self] in
      while let bytes = try? pipe.fileHandleForReading.read(upToCount: 4096), !bytes.isEmpty {
        heard.withLock { $0 = true }
      }
      isOver.signal()
    }
    thread.start()
  }

  /// Whether there was anything; waits until the program can say no more.
  var wereMade: Bool {
    isOver.wait()
    isOver.signal()
    return heard.withLock { $0 }
  }
}
