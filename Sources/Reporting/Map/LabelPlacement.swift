// SPDX-License-Identifier: Apache-2.0

/// Moves the words of a laid-out map to where they cover no host, no subnet name and no other
/// words, and as little of the lines as can be.
///
/// Graphviz keeps room for the labels of arrows, but not between subnets and not for arrows
/// that do not shape the layout, so two labels can end up in one place.
///
/// Source: J. Christensen, J. Marks, S. Shieber, *An Empirical Study of Algorithms for
/// Point-Feature Label Placement*, ACM Transactions on Graphics 14, 1995 (greedy placement
/// from a set of candidates).
struct LabelPlacement {
  /// The words of one arrow.
  struct Label {
    /// Where the layout put them.
    let box: MapBox
    /// Its arrow.
    let curve: MapCurve
    /// Which of the lines is its own.
    let line: Int
  }

  /// A drawn line; covering an important one costs more.
  struct Line {
    let curve: MapCurve
    let isImportant: Bool
  }

  /// Where words go.
  struct Place {
    let box: MapBox
    /// A line from the words to their arrow, where they are not beside it.
    let leader: (from: MapPoint, to: MapPoint)?
  }

  private let clusters: [MapBox]
  private let lines: [Line]
  private let canvas: MapBox
  private var taken: [MapBox]

  /// Nothing may come closer to a host, or to other words, than this.
  private static let air = 3.0

  /// The placement on a drawing of these hosts, subnets and lines.
  init(hosts: [MapBox], clusters: [MapBox], lines: [Line], canvas: MapBox) {
    self.clusters = clusters
    self.lines = lines
    self.canvas = canvas
    taken = hosts.map { $0.grown(by: Self.air) }
  }

  /// Finds a place for a subnet's name along the top or bottom of its box.
  mutating func place(caption: MapBox, in cluster: MapBox) -> MapBox {
    var best = caption
    var bestCost = cost(caption: caption)
    let room = cluster.right - caption.width - 6
    for bottom in [false, true] {
      let top = bottom ? cluster.bottom - caption.height - 4 : caption.top
      for x in stride(from: cluster.left + 6, through: max(cluster.left + 6, room), by: 8) {
        let box = caption.moved(x: x - caption.left, y: top - caption.top)
        guard cluster.contains(box), !taken.contains(where: box.overlaps) else { continue }
        let here = cost(caption: box) + (bottom ? 4 : 0.5) + (x - cluster.left) / 200
        if here < bestCost { (best, bestCost) = (box, here) }
      }
    }
    taken.append(best.grown(by: Self.air))
    return best
  }

  private func cost(caption: MapBox) -> Double {
    lines.reduce(0) { $0 + Double($1.curve.count(in: caption)) * ($1.isImportant ? 2 : 1) }
  }

  /// Finds a place for the words of an arrow; call it for the most important first.
  mutating func place(_ label: Label) -> Place {
    var best: MapBox?
    var bestCost = Double.infinity
    for (box, preference) in candidates(label) where !taken.contains(where: box.overlaps) {
      let here = preference + cost(of: box, label)
      if here < bestCost { (best, bestCost) = (box, here) }
    }
    let box = best ?? aside(label)
    taken.append(box.grown(by: Self.air))
    let near = label.curve.nearest(to: box)
    guard box.distance(to: near) > 14 else { return Place(box: box, leader: nil) }
    let from = MapPoint(
      x: min(max(near.x, box.left), box.right), y: min(max(near.y, box.top), box.bottom))
    return Place(box: box, leader: (from, near))
  }

  /// Boxes beside and on the arrow, from its middle outward, and the layout's own.
  private func candidates(_ label: Label) -> [(box: MapBox, preference: Double)] {
    let (width, height) = (label.box.width, label.box.height)
    var found = [(label.box, 1.0)]
    let points = label.curve.points
    // Right of the line first: the number, which comes first in the words, is then next to it.
    for share in [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86] {
      let point = points[Int(share * Double(points.count - 1))]
      let far = abs(share - 0.5) * 14
      let centres = [
        (point.x + 5 + width / 2, point.y, 0.0), (point.x - 5 - width / 2, point.y, 8.0),
        (point.x, point.y - 5 - height / 2, 5.0), (point.x, point.y + 5 + height / 2, 5.0),
        (point.x + 4 + width / 2, point.y - height / 2, 0.5),
        (point.x + 4 + width / 2, point.y + height / 2, 0.5),
        (point.x - 4 - width / 2, point.y - height / 2, 9.0),
        (point.x - 4 - width / 2, point.y + height / 2, 9.0), (point.x, point.y, 7.0),
      ]
      for (x, y, preference) in centres {
        found.append(
          (
            MapBox(
              left: x - width / 2, top: y - height / 2, right: x + width / 2,
              bottom: y + height / 2), preference + far
          ))
      }
    }
    return found
  }

  private func cost(of box: MapBox, _ label: Label) -> Double {
    var cost = 0.4 * max(0, box.distance(to: label.curve.nearest(to: box)) - 6)
    for (index, line) in lines.enumerated() {
      let isOwn = index == label.line
      // Words beside another arrow would be read as that one's.
      if !isOwn { cost += 0.25 * Double(line.curve.count(in: box.grown(by: 7))) }
      let covered = Double(line.curve.count(in: box))
      guard covered > 0 else { continue }
      cost += covered * (isOwn ? 0.5 : line.isImportant ? 1.6 : 0.9)
      if line.curve.points.suffix(4).contains(where: box.contains) { cost += 12 }
    }
    for cluster in clusters where cluster.overlaps(box) && !cluster.contains(box) { cost += 2 }
    cost += 0.25 * max(0, canvas.left - box.left, box.right - canvas.right)
    return cost + 0.25 * max(0, canvas.top - box.top, box.bottom - canvas.bottom)
  }

  /// The first free place on a spiral around the middle of the arrow: there is one, as the
  /// paper has no end.
  private func aside(_ label: Label) -> MapBox {
    let middle = label.curve.points[label.curve.points.count / 2]
    let start = label.box.moved(
      x: middle.x - label.box.middle.x, y: middle.y - label.box.middle.y)
    // Eight directions without trigonometry, whose last bit may differ between systems.
    let directions = [
      (1.0, 0.0), (-1, 0), (0, -1), (0, 1), (0.7, -0.7), (0.7, 0.7), (-0.7, -0.7), (-0.7, 0.7),
    ]
    var radius = 10.0
    while true {
      for (x, y) in directions {
        let box = start.moved(x: x * radius, y: y * radius)
        if !taken.contains(where: box.overlaps) { return box }
      }
      radius += 8
    }
  }
}
