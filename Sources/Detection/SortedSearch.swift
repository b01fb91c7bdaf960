// SPDX-License-Identifier: Apache-2.0

extension [Double] {
  /// How many elements of an ascending array are below `value`.
  ///
  /// - Complexity: O(log *n*).
  func countBelow(_ value: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
