// SPDX-License-Identifier: Apache-2.0
private import CArchive

/// What zstd, xz, bzip2 or a zip archive of one file holds, decompressed as it is read.
@safe final class ArchiveSource: ByteSource {
  /// How the data are packed.
  enum Packing: String {
    case zstd, xz, bzip2, zip
  }

  private let feed: Feed
  private let archive: OpaquePointer?
  private let packing: Packing
  private var isEnded = false
  private var isOpen = false
  private(set) var defect: String?
  var bytesTaken: Int { feed.source.bytesTaken }

  private static let largestBlock = 4 << 20

  /// What `source` holds, which is packed as `packing`.
  init(_ source: any ByteSource, _ packing: Packing) {
    self.packing = packing
    feed = Feed(source)
    unsafe archive = archive_read_new()
    // One filter or format alone: what lies inside is not looked into again.
    switch packing {
    case .zstd: _ = unsafe archive_read_support_filter_zstd(archive)
    case .xz: _ = unsafe archive_read_support_filter_xz(archive)
    case .bzip2: _ = unsafe archive_read_support_filter_bzip2(archive)
    case .zip: _ = unsafe archive_read_support_format_zip_streamable(archive)
    }
    if packing != .zip { _ = unsafe archive_read_support_format_raw(archive) }
  }

  deinit { _ = unsafe archive_read_free(archive) }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    if !isOpen {
      isOpen = true
      try start()
    }
    guard !isEnded else { return 0 }
    let size = min(count, Self.largestBlock)
    var got = 0
    let block = unsafe [UInt8](unsafeUninitializedCapacity: size) { bytes, initialized in
      got = unsafe archive_read_data(archive, bytes.baseAddress, size)
      initialized = max(0, got)
    }
    try feed.check()
    guard got > 0 else {
      try finish(isWhole: got == 0)
      return 0
    }
    if buffer.isEmpty { buffer = block } else { buffer += block }
    return got
  }

  private func start() throws(IngestError) {
    let opened = unsafe archive_read_open(
      archive, feed.pointer, nil,
      { _, context, block in unsafe Feed.next(context, block) }, nil)
    try feed.check()
    // The library fills a buffer of 64 KiB on opening already; of one it cannot fill nothing comes.
    if opened != ARCHIVE_OK { defect = whyUnreadable }
    guard opened == ARCHIVE_OK, try nextFile() else { return isEnded = true }
    if packing != .zip, unsafe archive_filter_count(archive) < 2 {
      // Too short for the library to know it, which then hands on the packed bytes.
      isEnded = true
      defect = Defect.cut
    }
  }

  /// Goes to the next file inside; false at the end or where nothing can be read.
  private func nextFile() throws(IngestError) -> Bool {
    while true {
      var entry: OpaquePointer?
      let status = unsafe archive_read_next_header(archive, &entry)
      try feed.check()
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN else {
        if status != ARCHIVE_EOF { defect = whyUnreadable }
        return false
      }
      if packing == .zip, unsafe archive_entry_is_encrypted(entry) != 0 {
        defect = "the zip archive is encrypted; unpack it first"
        return false
      }
      let isFile = unsafe sidestep_entry_is_file(entry) != 0
      if packing != .zip || isFile { return true }
    }
  }

  private func finish(isWhole: Bool) throws(IngestError) {
    isEnded = true
    if !isWhole {
      defect = whyUnreadable
    } else if packing == .zip, try nextFile() {
      defect = "the zip archive holds more files and only the first was read; unpack it"
    }
  }

  private var whyUnreadable: String { feed.isAtEnd ? Defect.cut : Defect.damage }
}

/// Hands packed bytes to the library a block at a time.
@safe private final class Feed {
  let source: any ByteSource
  private static let size = 1 << 18
  private let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
  private var failure: IngestError?
  private(set) var isAtEnd = false

  init(_ source: any ByteSource) { self.source = source }

  deinit { unsafe block.deallocate() }

  /// This object for the callback; valid as long as it lives.
  var pointer: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

  /// - Throws: What the source threw while the library was reading.
  func check() throws(IngestError) { if let failure { throw failure } }

  /// The library's callback: the size of the next block, 0 at the end, less if it cannot be read.
  static func next(
    _ context: UnsafeMutableRawPointer?, _ block: UnsafeMutablePointer<UnsafeRawPointer?>?
  ) -> la_ssize_t {
    guard let context = unsafe context else { return -1 }
    let feed = unsafe Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
    unsafe block?.pointee = UnsafeRawPointer(feed.block.baseAddress)
    return feed.refill()
  }

  private func refill() -> la_ssize_t {
    var bytes: [UInt8] = []
    do throws(IngestError) {
      _ = try source.read(upTo: Self.size, into: &bytes)
    } catch {
      failure = error
      return -1
    }
    isAtEnd = bytes.isEmpty
    _ = unsafe block.update(fromContentsOf: bytes)
    return bytes.count
  }
}
