// SPDX-License-Identifier: Apache-2.0

/// The words on a drawing in their places, above everything else.
struct MapWords {
  /// As SVG, line by line.
  let lines: [String]
  /// Where the words are.
  let boxes: [MapBox]

  /// The words of these elements.
  init(_ elements: [MapElement], canvas: MapBox) {
    let clusters = elements.filter { $0.order.rank == 0 }
    let arrows = elements.filter { $0.order.rank == 1 }
    let drawn = arrows.compactMap { arrow in arrow.curve.map { (arrow, $0) } }
    var placement = LabelPlacement(
      hosts: elements.filter { $0.order.rank == 2 }.compactMap(\.box),
      clusters: clusters.compactMap(\.box),
      lines: drawn.map {
        LabelPlacement.Line(curve: $0.1, isImportant: $0.0.open.contains(" hop"))
      }, canvas: canvas)
    var captions: [String] = []
    var labels: [String] = []
    var boxes: [MapBox] = []
    for cluster in clusters where !cluster.words.isEmpty {
      guard let box = cluster.wordBox, let around = cluster.box else {
        captions += cluster.words
        continue
      }
      let place = placement.place(caption: box, in: around)
      captions += Self.moved(cluster.words, from: box, to: place, open: "<g")
      boxes.append(place)
    }
    // Arrows are numbered by importance, hops in order of time first.
    for (index, (arrow, curve)) in drawn.enumerated() where !arrow.words.isEmpty {
      guard let box = arrow.wordBox else {
        labels += arrow.words
        continue
      }
      let place = placement.place(LabelPlacement.Label(box: box, curve: curve, line: index))
      let kind = arrow.open.contains(" hop") ? "label hop" : "label"
      if let (from, to) = place.leader {
        labels.append(
          "<path class=\"leader\" data-of=\"\(arrow.id)\" d=\"M\(MapSheet.number(from.x)) \(MapSheet.number(from.y))"
            + "L\(MapSheet.number(to.x)) \(MapSheet.number(to.y))\" fill=\"none\" "
            + "stroke=\"\(MapStyle.faint)\" stroke-width=\"0.7\"/>")
      }
      // Within a subnet the paper is the subnet's.
      let isInside = clusters.contains { $0.box?.contains(place.box) == true }
      let words =
        isInside
        ? [arrow.words[0].replacing(MapStyle.paper, with: MapStyle.clusterFill)]
          + arrow.words.dropFirst() : arrow.words
      labels += Self.moved(
        words, from: box, to: place.box, open: "<g class=\"\(kind)\" data-of=\"\(arrow.id)\"")
      boxes.append(place.box)
    }
    self.boxes = boxes
    lines = Self.layer("captions", captions) + Self.layer("labels", labels)
  }

  private static func layer(_ name: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["<g class=\"\(name)\">"] + lines + ["</g>"]
  }

  private static func moved(
    _ words: [String], from: MapBox, to: MapBox, open: String
  ) -> [String] {
    let (x, y) = (to.left - from.left, to.top - from.top)
    return [
      open + " transform=\"translate(\(MapSheet.number(x)) \(MapSheet.number(y)))\">"
    ] + words + ["</g>"]
  }
}
