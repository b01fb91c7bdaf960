// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Files in the order of their times, and from when on each can hold flows.
struct InputOrder {
  /// The files, the earliest first.
  ///
  /// What cannot be looked into before it is read, such as a pipe, comes before all others; what
  /// holds no flows, after them.
  let inputs: [InputFile]
  /// When the first flow among the first of each file starts, microseconds since the epoch;
  /// `Int64.min` where that is not known, `Int64.max` where there is no flow.
  private let begins: [Int64]

  /// How much of a file is looked at.
  private static let headSize = 64 << 10
  /// Microseconds by which hours without AM or PM may be wrong.
  private static let halfADay: Int64 = 43_200_000_000

  /// Orders `inputs`; equal times keep the order given.
  ///
  /// A single file is not looked into.
  init(_ inputs: [InputFile], options: ReadOptions, recognition: FormatRecognition) {
    guard inputs.count > 1 else {
      (self.inputs, begins) = (inputs, inputs.map { _ in .min })
      return
    }
    var looking = options
    looking.threads = 1
    let times = inputs.map { Self.begin(of: $0, options: looking, recognition) }
    let order = inputs.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    self.inputs = order.map { inputs[$0] }
    begins = order.map { times[$0] }
  }

  /// When the first of the files from number `first` on begins; `Int64.max` if none is left.
  func begin(from first: Int) -> Int64 { first < begins.count ? begins[first] : .max }

  /// The earliest start among the first flows of a file; errors are left to reading it.
  private static func begin(
    of input: InputFile, options: ReadOptions, _ recognition: FormatRecognition
  ) -> Int64 {
    guard input.size != nil else { return .min }
    guard let source = try? Container.open(input, options: options).source,
      var head = try? source.head(headSize)
    else { return .max }
    guard case .plan(let plan) = recognition.recognise(head) else {
      return .max
    }
    if case .packets = plan.layout {
      return CaptureReader.begin(PrefixedSource(head, then: source)) ?? .max
    }
    if let kind = plan.unrolling {
      var unroller = JSONUnroller(kind)
      var lines: [UInt8] = []
      unroller.unroll(head, into: &lines)
      head = lines
    }
    let whole = head.count < headSize ? head.count : (head.lastIndex(of: 10) ?? head.count)
    let result = PieceParser.parse(Array(head[..<whole]), plan: plan, isFirst: true)
    guard result.earliest <= result.latest else { return .min }
    return result.earliest
      - (plan.assembler.rules.dialect.mayHaveTwelveHourClock ? halfADay : 0)
  }
}
