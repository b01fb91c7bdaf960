// SPDX-License-Identifier: Apache-2.0

/// What a file is wrapped in, told by its first bytes.
enum Container {
  case gzip
  case packed(ArchiveSource.Packing)

  /// How many bytes tell.
  static let headSize = 10

  /// What begins with `head`; nil if it is not wrapped.
  init?(_ head: [UInt8]) {
    if head.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      self = .packed(.zstd)
    } else if head.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
      self = .packed(.xz)
    } else if head.starts(with: Array("BZh".utf8)), head.count == Self.headSize,
      head[4...].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
    {
      self = .packed(.bzip2)
    } else if head.starts(with: [0x50, 0x4b, 3, 4]) {
      self = .packed(.zip)
    } else {
      return nil
    }
  }

  /// What people call it: `gzip`.
  var title: String {
    switch self {
    case .gzip: "gzip"
    case .packed(let packing): packing.rawValue
    }
  }

  /// The bytes of `input` without their wrapping, and how they were wrapped; of an nfcapd file its
  /// records as text.
  ///
  /// - Throws: `IngestError.unreadable`; on reading, `.expandsTooMuch`.
  static func open(_ input: InputFile, options: ReadOptions) throws(IngestError) -> (
    source: any ByteSource, compression: String?
  ) {
    let path = input.path
    let file = try FileSource(path)
    let head = try file.head(headSize)
    if NfdumpSource.isNfcapd(head), input.size != nil { return (try NfdumpSource(input), nil) }
    guard let container = Container(head) else { return (PrefixedSource(head, then: file), nil) }
    let (factor, allowance) = (options.largestExpansion, options.freeExpansion)
    let inside: @Sendable () -> any ByteSource = {
      let whole = PrefixedSource(head, then: file)
      return ExpansionLimit(
        container.unwrapping(whole), path: path, factor: factor, allowance: allowance)
    }
    return (options.threads > 1 ? ReadAhead(inside) : inside(), container.title)
  }

  private func unwrapping(_ whole: any ByteSource) -> any ByteSource {
    switch self {
    case .gzip: GzipSource(whole)
    case .packed(let packing): ArchiveSource(whole, packing)
    }
  }
}

/// What is said of compressed data that are not whole.
enum Defect {
  static let cut = "compressed data end early, read up to the cut"
  static let damage = "compressed data are damaged, read up to there"
  static let trailing = "other data after the compressed data were not read"
}
