// SPDX-License-Identifier: Apache-2.0

/// Numbers of which most are small, in as few bytes each as those need; the few others lie beside
/// them in full.
///
/// Tables of edges are most of the memory there is, and eight bytes for each number would be
/// mostly zeros.
public struct Column: RandomAccessCollection, Sendable, Equatable, ExpressibleByArrayLiteral {
  /// Bytes of a number that is small.
  enum Width {
    case one
    case two
    case four
    /// 12 days in microseconds.
    case five
  }

  /// A number that is not small.
  private struct Large: Sendable, Equatable {
    var row: Int32
    var number: Int64
  }

  private let width: Width
  /// The numbers, or their fifth bytes; the largest byte stands for a large number.
  private var ones: [UInt8] = []
  private var twos: [UInt16] = []
  private var fours: [UInt32] = []
  /// By row.
  private var large: [Large] = []

  /// A column without rows.
  init(_ width: Width) { self.width = width }

  /// These numbers.
  public init(arrayLiteral numbers: Int64...) {
    self.init(.five)
    for number in numbers { append(number) }
  }

  /// The first row.
  public var startIndex: Int { 0 }

  /// One past the last row.
  public var endIndex: Int {
    switch width {
    case .one, .five: ones.count
    case .two: twos.count
    case .four: fours.count
    }
  }

  /// The number in `row`.
  ///
  /// - Complexity: O(1); O(log large numbers) for one of those.
  public subscript(row: Int) -> Int64 {
    switch width {
    case .one: if ones[row] < .max { return Int64(ones[row]) }
    case .two: if twos[row] < .max { return Int64(twos[row]) }
    case .four: if fours[row] < .max { return Int64(fours[row]) }
    case .five: if ones[row] < .max { return Int64(ones[row]) << 32 | Int64(fours[row]) }
    }
    return large[place(ofLarge: row)].number
  }

  /// Where the large number of `row` is, or that of the first row after.
  private func place(ofLarge row: Int) -> Int {
    var (low, high) = (0, large.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(large[middle].row) < row { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds a row.
  mutating func append(_ number: Int64) {
    var isLarge = false
    switch width {
    case .one:
      isLarge = !(0..<Int64(UInt8.max) ~= number)
      ones.append(isLarge ? .max : UInt8(truncatingIfNeeded: number))
    case .two:
      isLarge = !(0..<Int64(UInt16.max) ~= number)
      twos.append(isLarge ? .max : UInt16(truncatingIfNeeded: number))
    case .four:
      isLarge = !(0..<Int64(UInt32.max) ~= number)
      fours.append(isLarge ? .max : UInt32(truncatingIfNeeded: number))
    case .five:
      isLarge = !(0..<Int64(UInt8.max) << 32 ~= number)
      ones.append(isLarge ? .max : UInt8(truncatingIfNeeded: number >> 32))
      fours.append(isLarge ? 0 : UInt32(truncatingIfNeeded: number))
    }
    if isLarge { large.append(Large(row: Int32(endIndex - 1), number: number)) }
  }

  /// Takes the last `count` rows away.
  mutating func removeLast(_ count: Int) {
    switch width {
    case .one: ones.removeLast(count)
    case .two: twos.removeLast(count)
    case .four: fours.removeLast(count)
    case .five:
      ones.removeLast(count)
      fours.removeLast(count)
    }
    while let last = large.last, Int(last.row) >= endIndex { large.removeLast() }
  }

  /// Puts another number in the place of the last one.
  mutating func replaceLast(_ number: Int64) {
    removeLast(1)
    append(number)
  }

  /// Adds to the last number; sums stay at most `Int64.max`.
  mutating func addToLast(_ number: Int64) {
    replaceLast(self[endIndex - 1].saturatingSum(number))
  }

  /// These rows.
  func part(_ rows: Range<Int>) -> Column {
    var part = Column(width)
    switch width {
    case .one: part.ones = Array(ones[rows])
    case .two: part.twos = Array(twos[rows])
    case .four: part.fours = Array(fours[rows])
    case .five:
      part.ones = Array(ones[rows])
      part.fours = Array(fours[rows])
    }
    let places = place(ofLarge: rows.lowerBound)..<place(ofLarge: rows.upperBound)
    part.large = large[places].map {
      Large(row: $0.row - Int32(rows.lowerBound), number: $0.number)
    }
    return part
  }

  /// Makes room for `count` rows.
  mutating func reserveCapacity(_ count: Int) {
    if width == .one || width == .five { ones.reserveCapacity(count) }
    if width == .two { twos.reserveCapacity(count) }
    if width == .four || width == .five { fours.reserveCapacity(count) }
  }

  /// Whether both hold the same numbers.
  public static func == (a: Column, b: Column) -> Bool {
    guard a.width == b.width else { return a.elementsEqual(b) }
    return a.ones == b.ones && a.twos == b.twos && a.fours == b.fours && a.large == b.large
  }
}

/// Moments of an edge table, in microseconds since the epoch.
public struct Moments: RandomAccessCollection, Sendable {
  let ticks: [Int32]
  let offsets: Column

  /// The first row.
  public var startIndex: Int { 0 }
  /// One past the last row.
  public var endIndex: Int { ticks.count }
  /// The moment in `row`.
  public subscript(row: Int) -> Int64 { EdgeTable.start(ofTick: ticks[row]) &+ offsets[row] }
}
