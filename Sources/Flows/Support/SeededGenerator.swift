// SPDX-License-Identifier: Apache-2.0

/// The one source of randomness: the same seed gives the same numbers on every machine.
///
/// Source: S. Vigna, *xoshiro256\*\** and *splitmix64*, prng.di.unimi.it (public domain), after
/// D. Blackman and S. Vigna, *Scrambled Linear Pseudorandom Number Generators*, ACM TOMS 47, 2021.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// A generator whose stream is fixed by `seed`.
  public init(seed: UInt64) {
    var counter = seed
    func splitmix() -> UInt64 {
      counter &+= 0x9e37_79b9_7f4a_7c15
      var z = counter
      z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
      return z ^ z >> 31
    }
    state = (splitmix(), splitmix(), splitmix(), splitmix())
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  /// A number in 0..<1, from the upper 53 bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A generator for part `index` of some work.
  ///
  /// It does not depend on how the parts are spread over threads, nor advances this generator.
  public func child(_ index: Int) -> SeededGenerator { SeededGenerator(seed: childSeed(index)) }

  /// The seed of ``child(_:)``.
  public func childSeed(_ index: Int) -> UInt64 {
    state.0 &+ UInt64(truncatingIfNeeded: index) &* 0xd134_2543_de82_ef95
  }

  private static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
}
