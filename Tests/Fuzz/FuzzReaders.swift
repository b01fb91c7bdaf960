// SPDX-License-Identifier: Apache-2.0
// Compiled by Tests/Fuzz/run together with the sources of Ingest, so what is internal there is at hand.
import Flows
import Foundation

/// What is fed with hostile bytes: `SIDESTEP_FUZZ` names a dialect, a packing, a table, or `any`.
private enum Reader {
  case text(FormatRecognition)
  case packing(String)
  case table(String)

  static let chosen: Reader = {
    let name = ProcessInfo.processInfo.environment["SIDESTEP_FUZZ"] ?? "any"
    if ["gzip", "zstd", "xz", "bzip2", "zip"].contains(name) { return .packing(name) }
    if ["subnets", "assets", "truth"].contains(name) { return .table(name) }
    return .text(FormatRecognition(format: Dialect.named(name)))
  }()
}

/// Ends the run with the reason, which an optimised `precondition` would not tell.
private func check(_ isTrue: Bool, _ what: String) {
  guard !isTrue else { return }
  FileHandle.standardError.write(Data("not true: \(what)\n".utf8))
  abort()
}

/// Bytes in memory as a source.
private final class Bytes: ByteSource {
  private let bytes: [UInt8]
  private(set) var bytesTaken = 0
  var defect: String? { nil }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(upTo count: Int, into buffer: inout [UInt8]) -> Int {
    let end = min(bytes.count, bytesTaken + count)
    buffer.append(contentsOf: bytes[bytesTaken..<end])
    defer { bytesTaken = end }
    return end - bytesTaken
  }
}

/// Reads text in pieces of `size` bytes; counts must add up, and the same must come out as with
/// any other size.
private func readText(_ bytes: [UInt8], _ recognition: FormatRecognition, size: Int) -> [Flow]? {
  let head = Array(bytes.prefix(FormatRecognition.headSize))
  guard case .plan(var plan) = recognition.recognise(head) else { return nil }
  if var probe = ClockProbe(plan) { plan.assembler.isAfternoon = !probe.look(at: bytes.span) }
  plan.isDeferred = true
  var source: any ByteSource = Bytes(bytes)
  if let kind = plan.unrolling { source = UnrolledSource(source, JSONUnroller(kind)) }
  var cutter = PieceCutter(source, size: size)
  var isFirst = true
  var flows: [Flow] = []
  while let piece = try? cutter.next() {
    let result = PieceParser.parse(piece, plan: plan, isFirst: isFirst)
    isFirst = false
    PieceFeed.carry(over: piece.span, to: &plan)
    let ignored = result.ignored.reduce(0) { $0 + $1.count }
    let rejected = result.rejected.values.reduce(0, +)
    let read = result.flows.count + result.halves.count
    check(result.records == read + ignored + rejected, "counts add up")
    for row in 0..<result.flows.count {
      let flow = result.flows[row]
      let numbers = [
        flow.start.microseconds, flow.durationMicroseconds, flow.bytesOut, flow.bytesIn,
        flow.packetsOut, flow.packetsIn,
      ]
      check(numbers.allSatisfy { $0 >= 0 }, "no number is negative")
      flows.append(flow)
    }
  }
  return flows
}

/// Everything after parsing, with files that repeat one another.
private func pass(_ flows: [Flow]) {
  var duplicates = Duplicates(capacity: 50)
  var pairing = Pairing(capacity: 20)
  var left = 0
  for file in 0..<2 {
    duplicates.begin(
      file, begin: .min, laterBegin: file == 0 ? .min : .max, reportsTwice: flows.count % 3 == 0)
    let batch = duplicates.strip(FlowBatch(flows))
    left += batch.count
    _ = pairing.add(batch, ofFile: file)
  }
  check(left <= flows.count * 2, "no flow is made up")
  _ = pairing.finish()
  var orientation = Orientation()
  var counts = Orientation.Counts()
  let settled = orientation.settle(FlowBatch(flows), counts: &counts)
  let rest = orientation.settleHeldBack(counts: &counts)
  check(settled.count + rest.count == flows.count, "every flow is settled")
}

private func unpack(_ bytes: [UInt8], _ name: String) {
  let source: any ByteSource =
    switch ArchiveSource.Packing(rawValue: name) {
    case .some(let packing): ArchiveSource(Bytes(bytes), packing)
    case nil: GzipSource(Bytes(bytes))
    }
  let limited = ExpansionLimit(source, path: name, factor: 50, allowance: 1 << 22)
  var buffer: [UInt8] = []
  while let got = try? limited.read(upTo: 1 << 16, into: &buffer), got > 0 { buffer = [] }
}

private let scratch = FileManager.default.temporaryDirectory
  .appendingPathComponent("sidestep-fuzz-\(ProcessInfo.processInfo.processIdentifier)").path

private func readTable(_ bytes: [UInt8], _ name: String) {
  guard FileManager.default.createFile(atPath: scratch, contents: Data(bytes)) else { return }
  defer { try? FileManager.default.removeItem(atPath: scratch) }
  switch name {
  case "subnets": _ = try? SubnetFile.read(scratch)
  case "assets": _ = try? AssetFile.read(scratch)
  default: _ = try? TruthFile.read(scratch)
  }
}

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  switch Reader.chosen {
  case .packing(let name): unpack(bytes, name)
  case .table(let name): readTable(bytes, name)
  case .text(let recognition):
    let whole = readText(bytes, recognition, size: 1 << 20)
    check(readText(bytes, recognition, size: 1 + count / 7) == whole, "pieces change nothing")
    if let whole { pass(whole) }
  }
  return 0
}

/// Called once: writes the samples the tests use as seeds, if asked to.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["SIDESTEP_FUZZ_SEEDS"] else { return 0 }
  for (name, text) in Samples.all {
    let path = folder + "/" + name.replacingOccurrences(of: " ", with: "-")
    FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
  }
  return 0
}
