// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// One edge on its way into the map: a hop of a path, or context.
struct MapLink {
  let edge: Edge
  let kind: AttackMap.Kind
  /// `B3` on a map of several paths, `3` on a map of one; several where paths share an edge,
  /// none for context; where no path is drawn, sessions that give control are numbered.
  fileprivate(set) var numbers: [HopNumber]
  /// The hop as the first path has it; nil for context.
  let hop: Hop?
  /// What it was before, on a map of changes.
  var change: EdgeChanges.Change?

  var isHop: Bool { hop != nil }
  /// Whether the map follows it from host to host.
  var isFollowed: Bool { isHop || kind == .reach }
  /// Where it stands among the hops; before all for context.
  var firstNumber: HopNumber { numbers.min() ?? .zero }

  var source: IPAddress { edge.source }
  var target: IPAddress { edge.target }

  /// A hop's number and, where a map has several paths, the path's letter.
  struct HopNumber: Hashable, Comparable {
    let letter: String
    let number: Int

    static func < (a: HopNumber, b: HopNumber) -> Bool {
      (a.letter.count, a.letter, a.number) < (b.letter.count, b.letter, b.number)
    }
  }

  /// The links of some paths and of the edges around them; an edge that is a hop counts once.
  ///
  /// - Parameters:
  ///   - paths: Their hops become numbered links.
  ///   - context: Edges, of which those that are hops are left out.
  ///   - controlNeedsNovelty: Whether a session that gives control stands out from the context
  ///     only when it is not known to be usual.
  /// - Returns: Hops by path, then context in the order given.
  static func all(
    paths: [AttackPath], context: [Edge], controlNeedsNovelty: Bool
  ) -> [MapLink] {
    struct Key: Hashable {
      let source: IPAddress, target: IPAddress, service: Service
    }
    var links: [MapLink] = []
    var hopKeys: Set<Key> = []
    var position: [Edge: Int] = [:]
    for (index, path) in paths.enumerated() {
      let letter = paths.count > 1 ? letters(index) : ""
      for hop in path.hops {
        let number = HopNumber(letter: letter, number: hop.number)
        hopKeys.insert(
          Key(source: hop.edge.source, target: hop.edge.target, service: hop.edge.service))
        if let known = position[hop.edge] {
          links[known].numbers.append(number)
        } else {
          position[hop.edge] = links.count
          links.append(
            MapLink(
              edge: hop.edge, kind: AttackMap.Kind(hop.kind), numbers: [number], hop: hop))
        }
      }
    }
    for edge in context {
      let key = Key(source: edge.source, target: edge.target, service: edge.service)
      guard !hopKeys.contains(key), edge.source != edge.target else { continue }
      let stands = edge.service.givesControl && (!controlNeedsNovelty || edge.isNew != false)
      let kind: AttackMap.Kind = edge.isFailure ? .failed : stands ? .control : .context
      links.append(MapLink(edge: edge, kind: kind, numbers: [], hop: nil))
    }
    return links
  }

  /// `links` with the sessions that give control numbered in order of time, for a map without
  /// hops.
  static func numbered(_ links: [MapLink]) -> [MapLink] {
    var links = links
    let sessions = links.indices.filter { links[$0].kind == .control }.sorted {
      let (a, b) = (links[$0].edge, links[$1].edge)
      return (a.firstSeen, a.source, a.target, a.service)
        < (b.firstSeen, b.source, b.target, b.service)
    }
    for (index, session) in sessions.enumerated() {
      links[session].numbers = [HopNumber(letter: "", number: index + 1)]
    }
    return links
  }

  /// `A` … `Z`, `AA` … as spreadsheets number columns.
  static func letters(_ index: Int) -> String {
    var rest = index
    var result = ""
    repeat {
      result = String(UnicodeScalar(UInt8(65 + rest % 26))) + result
      rest = rest / 26 - 1
    } while rest >= 0
    return result
  }

  /// `1–3, 5`; with letters `A1–A3, B2`.
  static func list(_ numbers: [HopNumber]) -> String {
    let sorted = Set(numbers).sorted()
    var runs: [(first: HopNumber, last: HopNumber)] = []
    for number in sorted {
      if let last = runs.last?.last, last.letter == number.letter, last.number + 1 == number.number
      {
        runs[runs.count - 1].last = number
      } else {
        runs.append((number, number))
      }
    }
    let texts = runs.map { run in
      let first = "\(run.first.letter)\(run.first.number)"
      return run.first == run.last ? first : first + "–\(run.last.letter)\(run.last.number)"
    }
    return texts.count <= 6
      ? texts.joined(separator: ", ")
      : texts.prefix(5).joined(separator: ", ") + ", +\(texts.count - 5) more"
  }
}

extension AttackMap.Kind {
  init(_ kind: Hop.Kind) {
    switch kind {
    case .observed: self = .observed
    case .inferred: self = .inferred
    case .failed: self = .failed
    }
  }

  /// Whether it is a hop that came about.
  var isHop: Bool { self == .observed || self == .inferred }

  /// Whether it got to its target.
  var arrives: Bool { isHop || self == .reach }
}
