// SPDX-License-Identifier: Apache-2.0

internal import Detection

/// Gives the shapes of a map classes in place of colours, and the style sheet that colours them:
/// light on paper and wherever nothing else is asked for, dark on screens that ask for it.
///
/// On dark paper fills grow lighter with severity, as they grow darker on white.
enum MapTheme {
  /// A colour by what it is for.
  struct Colour {
    let name: String
    let light: String
    let dark: String
  }

  static let colours = [
    Colour(name: "ink", light: MapStyle.ink, dark: "#ececec"),
    Colour(name: "paper", light: MapStyle.paper, dark: "#15171a"),
    Colour(name: "grey", light: MapStyle.grey, dark: "#8f959d"),
    Colour(name: "faint", light: MapStyle.faint, dark: "#b9bec6"),
    Colour(name: "red", light: MapStyle.red, dark: "#ff8a80"),
    Colour(name: "blue", light: MapStyle.blue, dark: "#8ec5ff"),
    Colour(name: "wash", light: MapStyle.clusterFill, dark: "#20242a"),
    Colour(name: "frame", light: MapStyle.clusterLine, dark: "#565f6b"),
    Colour(name: "low", light: MapStyle.fill(.low), dark: "#4f4a1d"),
    Colour(name: "medium", light: MapStyle.fill(.medium), dark: "#7d5a12"),
    Colour(name: "high", light: MapStyle.fill(.high), dark: "#d9743f"),
    Colour(name: "critical", light: MapStyle.fill(.critical), dark: "#ff8f8f"),
  ]

  private static let names = Dictionary(
    uniqueKeysWithValues: colours.map { ($0.light, $0.name) })

  /// The rules, for a `style` element; without `<`, `>` and `&`, so that it is the same in XML
  /// and in HTML.
  static let sheet: String = {
    let rules = { (colour: (Colour) -> String) in
      colours.map { each in
        ".attack_map_sheet .fill_\(each.name){fill:\(colour(each))}"
          + ".attack_map_sheet .line_\(each.name){stroke:\(colour(each))}"
      }.joined(separator: "\n")
    }
    let paper = colours[1].dark
    return """
      \(rules(\.light))
      @media screen and (prefers-color-scheme: dark){
      \(rules(\.dark))
      .attack_map_sheet .severity_high .fill_ink{fill:\(paper)}
      }
      """
  }()

  /// `svg` with the colours of ``MapStyle`` as classes; other colours stay as they are.
  ///
  /// Only inside tags: in text there is no `<` but as an entity.
  static func classed(_ svg: String) -> String {
    var pieces = svg.split(separator: "<", omittingEmptySubsequences: false).map(String.init)
    for index in pieces.indices.dropFirst() where pieces[index].contains("=\"#") {
      guard let end = pieces[index].firstIndex(of: ">") else { continue }
      pieces[index] = tag(String(pieces[index][..<end])) + pieces[index][end...]
    }
    return pieces.joined(separator: "<")
  }

  private static func tag(_ text: String) -> String {
    var text = text
    var classes: [String] = []
    var place: String.Index?
    for (attribute, prefix) in [("fill", "fill_"), ("stroke", "line_")] {
      guard let range = text.firstRange(of: " \(attribute)=\"#"),
        let end = text[range.upperBound...].firstIndex(of: "\""),
        let name = names["#" + text[range.upperBound..<end]]
      else { continue }
      classes.append(prefix + name)
      text.removeSubrange(range.lowerBound...end)
      place = range.lowerBound
    }
    guard let place, !classes.isEmpty else { return text }
    let words = classes.joined(separator: " ")
    if let known = text.firstRange(of: " class=\""),
      let end = text[known.upperBound...].firstIndex(of: "\"")
    {
      text.insert(contentsOf: " " + words, at: end)
    } else {
      text.insert(contentsOf: " class=\"\(words)\"", at: place)
    }
    return text
  }
}
