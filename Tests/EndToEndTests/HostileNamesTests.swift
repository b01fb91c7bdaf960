// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Names that want to be markup, commands or a mess stay names.
@Suite struct HostileNamesTests {
  /// A report and a map of the example office with names as an enemy would choose them.
  private struct Drawn: Sendable {
    let report: String
    let maps: [String]

    init() throws {
      let office = try Office.demo.get()
      let folder = try Place()
      report = folder.path + "/report"
      let script = "<script>alert(1)</script>"
      let subnets = """
        cidr,name,zone,vlan
        10.1.0.0/24,"\(script)","a""b' onload=""alert(1)",1
        10.2.0.0/24,"]]><svg/onload=alert(2)>","&lt;img src=x&gt;",2
        10.10.1.0/24,"=HYPERLINK(""http://203.0.113.1"")","\\N\\G } digraph { x",3
        10.10.3.0/24,"\u{1b}[2J\u{202e}drawer","\u{0}\u{7}\u{fffe}",4

        """
      let long = String(repeating: "W", count: 100_000)
      let assets = """
        ip,name,role,from,to
        10.10.2.230,"\(script)",client,,
        10.10.3.33,"\u{202e}\u{2066}gpj.exe\u{1}\u{8}",client,,
        10.2.0.231,\(long),jump_host,,
        10.1.0.175,"x"" onmouseover=""alert(3)",file_server,,
        10.1.0.65,"--></style></script><iframe src=javascript:alert(4)>",database,,

        """
      let options = [
        office.flows, "--baseline-until", Office.baselineUntil,
        "--subnets", try folder.write(subnets.utf8, to: "subnets.csv"),
        "--assets", try folder.write(assets.utf8, to: "assets.csv"),
      ]
      let run = try Tool.run(["analyze", "-o", report] + options)
      try #require(run.status == 0, "\(run.errors)")
      let views = [
        ["neighbourhood", "--host", "10.2.0.231"], ["blast", "--host", "10.10.2.230"],
        ["crossings"], ["changes"],
      ]
      var maps: [String] = []
      for view in views {
        let map = folder.path + "/\(view[0]).svg"
        let drawing = try Tool.run(["map", "-o", map, "--view"] + view + options)
        try #require(drawing.status == 0, "\(drawing.errors)")
        maps.append(map)
      }
      self.maps = maps
    }
  }

  private static let drawn = Result { try Drawn() }

  /// Elements that could run or fetch something.
  private static let active: Set = [
    "script", "iframe", "object", "embed", "image", "foreignobject", "use", "a", "animate", "set",
  ]

  @Test("the maps are well-formed, hold nothing that runs and no address to fetch")
  func maps() throws {
    let drawn = try Self.drawn.get()
    for path in [drawn.report + "/map.svg"] + drawn.maps {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      let svg = try SVGText(bytes)
      #expect(svg.elements.contains("svg") && svg.elements.contains("text"))
      #expect(svg.elements.isDisjoint(with: Self.active))
      #expect(!svg.attributes.contains { $0.name.hasPrefix("on") || $0.name.hasSuffix("href") })
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.unicodeScalars.contains { Self.isUnseen($0) })
      #expect(bytes.count < 1_000_000)
      #expect(svg.groups.contains { $0.texts.contains { $0.contains("script") } })
    }
  }

  /// Reads the page as a browser would, as far as the standard library can.
  private static let script = """
    import base64, hashlib, html.parser, json, sys
    class Page(html.parser.HTMLParser):
        tags, attributes, text, scripts, inside = set(), [], '', [], False
        def handle_starttag(self, tag, attributes):
            self.inside = tag == 'script'
            if self.inside:
                self.scripts.append('')
            self.tags.add(tag)
            self.attributes += [[tag, name, value or ''] for name, value in attributes]
        def handle_endtag(self, tag):
            self.inside = False
        def handle_data(self, data):
            if self.inside:
                self.scripts[-1] += data
            else:
                self.text += data
    page = Page()
    page.feed(open(sys.argv[1], encoding='utf-8').read())
    page.close()
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in page.scripts]
    print(json.dumps(dict(tags=sorted(page.tags), attributes=page.attributes, text=page.text,
                          scripts=page.scripts, hashes=hashes)))
    """

  private struct Page: Decodable {
    var tags: [String]
    var attributes: [[String]]
    var text: String
    var scripts: [String]
    var hashes: [String]
  }

  @Test(
    "the page holds nothing that runs or is fetched, and shows the names",
    .enabled(if: Python.isPresent, "\(Python.reason)"))
  func page() throws {
    let drawn = try Self.drawn.get()
    let path = drawn.report + "/report.html"
    let page = try JSONDecoder().decode(
      Page.self, from: Data(try Python.run(["-c", Self.script, path]).utf8))
    #expect(page.tags.contains("html") && page.tags.contains("svg") && page.tags.contains("table"))
    #expect(Set(page.tags).isDisjoint(with: Self.active.subtracting(["a", "script"])))
    // The one script is ours, and the policy lets no other run.
    let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Resources/web/map.js")
    #expect(page.scripts == [try String(contentsOf: own, encoding: .utf8)])
    let policy = page.attributes.first { $0[1] == "content" && $0[2].contains("default-src") }?[2]
    #expect(policy?.contains("script-src 'sha256-\(page.hashes.first ?? "")';") == true)
    for attribute in page.attributes {
      #expect(!attribute[1].hasPrefix("on"), "\(attribute)")
      if ["href", "src", "xlink:href", "action"].contains(attribute[1]) {
        #expect(attribute[2].hasPrefix("#"), "\(attribute)")
      }
    }
    #expect(page.text.contains("<script>alert(1)</script>"))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(!text.unicodeScalars.contains { Self.isUnseen($0) })
    #expect(text.utf8.count < 3_000_000)
  }

  @Test("tables hold no formula, and the terminal gets nothing it would obey")
  func tables() throws {
    let drawn = try Self.drawn.get()
    for name in ["hosts.csv", "crossings.csv"] {
      let text = try String(contentsOfFile: drawn.report + "/" + name, encoding: .utf8)
      for line in text.split(separator: "\n") {
        #expect(!line.split(separator: ",").contains { $0.hasPrefix("=") || $0.hasPrefix("\"=") })
      }
    }
    _ = try Findings(folder: drawn.report)
  }

  /// Control and direction characters that change what is seen.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar != "\n" && scalar != "\t" && scalar != "\r"
    case .format: true
    default: false
    }
  }
}
