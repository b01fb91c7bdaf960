// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// The space clusters are looked for in: principal components of the standardized columns, then
/// axes of correspondence analysis.
///
/// Categories weigh as in J. Pagès, *Analyse factorielle de données mixtes*, Revue de statistique
/// appliquée 52, 2004.
struct ClusterSpace: Sendable {
  private let standardizer: Standardizer
  private let components: PrincipalComponents
  private let categories: CorrespondenceAnalysis
  private let weight: Double

  init(_ rows: Rows, categorical: [Int], share: Double) {
    let numeric = (0..<rows.columns).filter { !categorical.contains($0) }
    let standardizer = Standardizer(rows, columns: numeric)
    self.standardizer = standardizer
    components = PrincipalComponents(
      (0..<rows.count).map { standardizer(rows[$0]) }, share: share)
    categories = CorrespondenceAnalysis(rows, columns: categorical, share: share)
    weight = Double(max(categories.columns.count, 1)).squareRoot()
  }

  func place(of row: [Float]) -> [Double] {
    components.project(standardizer(row)) + categories.project(row).map { $0 * weight }
  }

  /// What each column that varies adds to the squared distance of a row from a centre, with what
  /// the components leave out: a row that breaks a rule all others keep is far, too.
  func squares(
    of row: [Float], from centre: [Double]
  ) -> [(column: Int, value: Double, isBelow: Bool)] {
    let split = components.loadings.count
    let middle = components.restore(Array(centre[..<split]))
    let own = standardizer(row)
    var squares: [(column: Int, value: Double, isBelow: Bool)] = []
    for (number, column) in standardizer.kept.enumerated() {
      let off = own[number] - middle[number]
      squares.append((column, off * off, off < 0))
    }
    let axes = Array(centre[split...])
    let place = categories.project(row)
    let off = place.indices.map { place[$0] * weight - axes[$0] }
    let shared = Double(max(categories.columns.count, 1))
    for (column, term) in zip(categories.columns, categories.terms(row)) {
      var value = term == nil ? categories.strangeness * shared : 0
      for axis in off.indices {
        value += ((term?[axis] ?? 0) * weight - axes[axis] / shared) * off[axis]
      }
      squares.append((column, value, false))
    }
    return squares
  }
}
