// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
///
/// Source: W. H. Press et al., *Numerical Recipes*, 3rd edition, 2007, section 11.1. The entry of
/// greatest size of each vector, the first of equals, is positive.
struct SymmetricEigen: Sendable {
  /// Descending.
  let values: [Double]
  /// One vector of length 1 per eigenvalue.
  let vectors: [[Double]]

  /// - Complexity: O(n³) per sweep, at most 60 sweeps, usually under 10.
  init(_ matrix: [[Double]]) {
    let n = matrix.count
    var a = matrix
    var v = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0.0 } }
    let scale = matrix.joined().reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var rest = 0.0
      for p in 0..<n { for q in 0..<p { rest += a[p][q] * a[p][q] } }
      if rest <= scale * 1e-30 { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where a[p][q] != 0 { Self.rotate(&a, &v, p, q) }
      }
    }
    let order = (0..<n).sorted { (-a[$0][$0], $0) < (-a[$1][$1], $1) }
    values = order.map { a[$0][$0] }
    vectors = order.map { column in Self.signed(v.map { $0[column] }) }
  }

  private static func rotate(_ a: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) {
    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + sqrt(theta * theta + 1))
    let c = 1 / sqrt(t * t + 1)
    let s = t * c
    for k in a.indices {
      let (kp, kq) = (a[k][p], a[k][q])
      a[k][p] = c * kp - s * kq
      a[k][q] = s * kp + c * kq
    }
    for k in a.indices {
      let (pk, qk) = (a[p][k], a[q][k])
      a[p][k] = c * pk - s * qk
      a[q][k] = s * pk + c * qk
      let (kp, kq) = (v[k][p], v[k][q])
      v[k][p] = c * kp - s * kq
      v[k][q] = s * kp + c * kq
    }
    a[p][q] = 0
    a[q][p] = 0
  }

  private static func signed(_ vector: [Double]) -> [Double] {
    var largest = 0.0
    for value in vector where abs(value) > abs(largest) * (1 + 1e-9) { largest = value }
    return largest < 0 ? vector.map { -$0 } : vector
  }
}
