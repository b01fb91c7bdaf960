// SPDX-License-Identifier: Apache-2.0
private import Flows
private import Foundation

extension IndicatorFile {
  /// A STIX 2.1 bundle, or MISP events as they are exported or answered.
  static func json(
    _ bytes: [UInt8], path: String, isStrict: Bool
  ) throws(IngestError) -> IndicatorFile {
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: Data(bytes))
    } catch {
      throw .badRecord(path: path, line: 1, field: "document", why: "not JSON, or nested too deep")
    }
    if let bundle = value as? [String: Any], let objects = bundle["objects"] as? [Any],
      bundle["type"] as? String == "bundle"
    {
      return try stix(objects, path: path, isStrict: isStrict)
    }
    let events = Self.events(value)
    guard !events.isEmpty else {
      throw .badRecord(
        path: path, line: 1, field: "document",
        why: "neither a STIX bundle (type, objects) nor a MISP event (Event, response)")
    }
    return try misp(events, path: path, isStrict: isStrict)
  }

  private static func events(_ value: Any) -> [[String: Any]] {
    if let list = value as? [Any] { return list.flatMap(events) }
    guard let object = value as? [String: Any] else { return [] }
    if let event = object["Event"] as? [String: Any] { return [event] }
    if let response = object["response"] { return events(response) }
    // A search for attributes answers with these alone.
    return object["Attribute"] is [Any] ? [object] : []
  }

  private static func stix(
    _ objects: [Any], path: String, isStrict: Bool
  ) throws(IngestError) -> IndicatorFile {
    var file = IndicatorFile(.stix, path: path, isStrict: isStrict)
    for (number, item) in objects.enumerated() {
      guard let object = item as? [String: Any], let type = object["type"] as? String else {
        try file.reject("not a STIX object", at: "objects[\(number)]")
        continue
      }
      guard type == "indicator" else {
        // An address that is no indicator was seen somewhere, which is no warning.
        if type == "ipv4-addr" || type == "ipv6-addr" { file.ignore("observed, no indicator") }
        continue
      }
      if object["revoked"] as? Bool == true {
        file.ignore("revoked")
        continue
      }
      guard object["pattern_type"] as? String ?? "stix" == "stix" else {
        file.ignore("pattern in another language than STIX")
        continue
      }
      var until: Timestamp?
      if let text = object["valid_until"] as? String {
        guard let time = Timestamp(text) else {
          try file.reject("not a time", at: "objects[\(number)].valid_until")
          continue
        }
        until = time
      }
      let addresses = STIXPattern.addresses(object["pattern"] as? String ?? "")
      if addresses.isEmpty { file.ignore("no address") }
      let label = object["name"] as? String ?? object["description"] as? String ?? ""
      for address in addresses {
        try file.add(address, label: label, until: until, at: "objects[\(number)].pattern")
      }
    }
    return file
  }

  private static func misp(
    _ events: [[String: Any]], path: String, isStrict: Bool
  ) throws(IngestError) -> IndicatorFile {
    var file = IndicatorFile(.misp, path: path, isStrict: isStrict)
    for (number, event) in events.enumerated() {
      let info = event["info"] as? String ?? ""
      try file.take(event["Attribute"], info: info, at: "Event[\(number)].Attribute")
      for (place, object) in (event["Object"] as? [Any] ?? []).enumerated() {
        guard let object = object as? [String: Any] else { continue }
        try file.take(
          object["Attribute"], info: info, at: "Event[\(number)].Object[\(place)].Attribute")
      }
    }
    return file
  }

  private mutating func take(
    _ attributes: Any?, info: String, at place: String
  ) throws(IngestError) {
    for (number, item) in (attributes as? [Any] ?? []).enumerated() {
      let place = "\(place)[\(number)]"
      guard let attribute = item as? [String: Any], let type = attribute["type"] as? String,
        let value = attribute["value"] as? String
      else {
        try reject("no attribute with type and value", at: place)
        continue
      }
      let parts = value.split(separator: "|", omittingEmptySubsequences: false)
      let address: Substring?
      switch type {
      case "ip-src", "ip-dst", "ip-src|port", "ip-dst|port": address = parts.first
      case "domain|ip", "hostname|ip": address = parts.last
      default: address = nil
      }
      guard let address else {
        ignore("no address")
        continue
      }
      guard attribute["deleted"] as? Bool != true else {
        ignore("deleted")
        continue
      }
      guard attribute["to_ids"] as? Bool != false else {
        ignore("not meant for detection (to_ids)")
        continue
      }
      let comment = attribute["comment"] as? String ?? ""
      try add(address, label: comment.isEmpty ? info : comment, at: place)
    }
  }
}

/// The addresses a STIX pattern speaks of.
///
/// Source: STIX 2.1 (OASIS), section 9.
enum STIXPattern {
  private static let properties = [
    "ipv4-addr:value", "ipv6-addr:value", "network-traffic:dst_ref.value",
    "network-traffic:src_ref.value",
  ]

  /// Values compared with an address by `=`, `IN` or `ISSUBSET`; a comparison that is negated or
  /// of something else gives none.
  static func addresses(_ pattern: String) -> [String] {
    var tokens = Tokens(pattern)
    var found: [String] = []
    while let token = tokens.next() {
      guard case .word(let property) = token, properties.contains(property),
        case .word(let comparison)? = tokens.next()
      else { continue }
      switch comparison.uppercased() {
      case "=", "ISSUBSET":
        if case .text(let value)? = tokens.next() { found.append(value) }
      case "IN":
        while case .text(let value)? = tokens.next() { found.append(value) }
      default: continue
      }
    }
    return found
  }

  private enum Token {
    case word(String)
    case text(String)
    case end
  }

  /// Words, and texts in quotes; brackets and commas only part them, but that `)` ends a list.
  private struct Tokens {
    private var rest: Substring.UnicodeScalarView

    init(_ pattern: String) { rest = Substring(pattern).unicodeScalars }

    mutating func next() -> Token? {
      while let first = rest.first {
        switch first {
        case "'":
          rest.removeFirst()
          return .text(quoted())
        case ")":
          rest.removeFirst()
          return .end
        case " ", "\t", "\n", "\r", "[", "]", "(", ",": rest.removeFirst()
        default: return .word(word())
        }
      }
      return nil
    }

    private mutating func quoted() -> String {
      var text = String.UnicodeScalarView()
      while let scalar = rest.popFirst(), scalar != "'" {
        text.append(scalar == "\\" ? rest.popFirst() ?? scalar : scalar)
      }
      return String(text)
    }

    private mutating func word() -> String {
      if rest.first == "=" {
        rest.removeFirst()
        return "="
      }
      var text = String.UnicodeScalarView()
      while let scalar = rest.first, !" \t\n\r[](),'=".unicodeScalars.contains(scalar) {
        text.append(scalar)
        rest.removeFirst()
      }
      return String(text)
    }
  }
}
