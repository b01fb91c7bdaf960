// SPDX-License-Identifier: Apache-2.0

/// A place on the drawing, in points, downward.
struct MapPoint: Hashable {
  var x: Double
  var y: Double
}

/// A rectangle on the drawing, in points.
struct MapBox: Hashable {
  var left: Double, top: Double, right: Double, bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var middle: MapPoint { MapPoint(x: (left + right) / 2, y: (top + bottom) / 2) }

  init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// The smallest box around `points`, nil for none.
  init?(around points: [MapPoint]) {
    guard let first = points.first else { return nil }
    self.init(left: first.x, top: first.y, right: first.x, bottom: first.y)
    for point in points {
      left = min(left, point.x)
      right = max(right, point.x)
      top = min(top, point.y)
      bottom = max(bottom, point.y)
    }
  }

  /// The smallest box around `boxes`, nil for none.
  init?(around boxes: [MapBox]) {
    self.init(
      around: boxes.flatMap {
        [MapPoint(x: $0.left, y: $0.top), MapPoint(x: $0.right, y: $0.bottom)]
      })
  }

  func grown(by margin: Double) -> MapBox {
    MapBox(
      left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin)
  }

  func moved(x: Double, y: Double) -> MapBox {
    MapBox(left: left + x, top: top + y, right: right + x, bottom: bottom + y)
  }

  func overlaps(_ other: MapBox) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  func contains(_ other: MapBox) -> Bool {
    left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
  }

  func contains(_ point: MapPoint) -> Bool {
    left <= point.x && point.x <= right && top <= point.y && point.y <= bottom
  }

  /// From `point` to the nearest place of the box, 0 inside.
  func distance(to point: MapPoint) -> Double {
    let x = max(left - point.x, 0, point.x - right)
    let y = max(top - point.y, 0, point.y - bottom)
    return (x * x + y * y).squareRoot()
  }
}

/// A line of the drawing as points at most ``spacing`` apart.
struct MapCurve: Hashable {
  static let spacing = 4.0

  let points: [MapPoint]
  let box: MapBox

  /// The curve through these corners: a start and then triples, as cubic Béziers have them.
  init?(bezier corners: [MapPoint]) {
    guard var last = corners.first, corners.count >= 4 else { return nil }
    var points = [last]
    for index in stride(from: 1, to: corners.count - 2, by: 3) {
      let (a, b, c) = (corners[index], corners[index + 1], corners[index + 2])
      let length = [(last, a), (a, b), (b, c)].reduce(0.0) { sum, ends in
        let (x, y) = (ends.1.x - ends.0.x, ends.1.y - ends.0.y)
        return sum + (x * x + y * y).squareRoot()
      }
      let steps = min(400, max(2, Int(length / Self.spacing)))
      for step in 1...steps {
        let t = Double(step) / Double(steps)
        let u = 1 - t
        let (k0, k1, k2, k3) = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
        points.append(
          MapPoint(
            x: k0 * last.x + k1 * a.x + k2 * b.x + k3 * c.x,
            y: k0 * last.y + k1 * a.y + k2 * b.y + k3 * c.y))
      }
      last = c
    }
    guard let box = MapBox(around: points) else { return nil }
    self.points = points
    self.box = box
  }

  /// How many of the points are in `box`.
  func count(in box: MapBox) -> Int {
    guard self.box.grown(by: 0.5).overlaps(box) else { return 0 }
    return points.count { box.contains($0) }
  }

  /// The point nearest to `box`.
  func nearest(to box: MapBox) -> MapPoint {
    var best = points[0]
    var distance = Double.infinity
    for point in points {
      let here = box.distance(to: point)
      if here < distance { (best, distance) = (point, here) }
    }
    return best
  }
}
