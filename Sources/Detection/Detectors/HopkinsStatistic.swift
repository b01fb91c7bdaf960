// SPDX-License-Identifier: Apache-2.0

public import Flows
private import Glibc

/// Whether rows cluster at all: about 0.5 for rows spread evenly, towards 1 for clustered ones.
///
/// Source: B. Hopkins, J. G. Skellam, *A New Method for Determining the Type of Distribution of
/// Plant Individuals*, Annals of Botany 18, 1954; in d dimensions: G. R. Cross, A. K. Jain,
/// *Measurement of Clustering Tendency*, IFAC 1982.
public struct HopkinsStatistic: Sendable, Equatable {
  /// 0...1; 0.5 if nothing can be said.
  public let value: Double
  /// How many rows and how many random places were asked for their nearest row.
  public let probes: Int

  /// Whether evenly spread rows give such a value less than once in a hundred times.
  ///
  /// Of evenly spread rows the value has the distribution Beta(m, m), m = `probes`.
  public var isClustered: Bool {
    probes > 0 && value > 0.5 + 2.326 * sqrt(0.25 / Double(2 * probes + 1))
  }

  /// Measures up to 2000 rows, drawn at random.
  ///
  /// - Complexity: O(probes · columns · 2000).
  public init(_ rows: Rows, using generator: inout SeededGenerator) {
    let order = Array(0..<rows.count).shuffled(using: &generator).prefix(2000)
    let sample = order.isEmpty ? rows : rows.picking(Array(order))
    probes = min(100, sample.count / 10)
    guard probes > 0 else {
      value = 0.5
      return
    }
    let columns = (0..<sample.columns).map { column in
      let values = stride(from: column, to: sample.values.count, by: sample.columns).map {
        sample.values[$0]
      }
      return (values.min() ?? 0)...(values.max() ?? 0)
    }
    var (between, among): ([Double], [Double]) = ([], [])
    for probe in 0..<probes {
      let place = columns.map {
        $0.lowerBound + Float(generator.unit()) * ($0.upperBound - $0.lowerBound)
      }
      between.append(Self.logDistance(place, sample, except: -1))
      among.append(Self.logDistance(sample[probe], sample, except: probe))
    }
    let top = max(between.max() ?? 0, among.max() ?? 0)
    func sum(_ logs: [Double]) -> Double {
      logs.reduce(0) { $0 + exp(Double(sample.columns) * ($1 - top)) }
    }
    let (u, w) = top.isFinite ? (sum(between), sum(among)) : (1, 1)
    value = u / (u + w)
  }

  /// The logarithm of the distance to the nearest other row.
  private static func logDistance(_ place: [Float], _ rows: Rows, except: Int) -> Double {
    var least = Double.infinity
    for row in 0..<rows.count where row != except {
      var sum = 0.0
      for column in place.indices {
        let off = Double(place[column] - rows.values[row * rows.columns + column])
        sum += off * off
      }
      least = min(least, sum)
    }
    return log(least) / 2
  }
}
