// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Makes a flow of the values of one record, or says why there is none; the same for every dialect.
struct RecordAssembler: Sendable {
  /// What was taken for granted while reading.
  struct Remarks: OptionSet, Sendable {
    let rawValue: UInt8
    /// Some time had no zone and was taken as UTC.
    static let lacksZone = Remarks(rawValue: 1)
    /// Bytes or packets of both directions came as one number and were halved.
    static let halved = Remarks(rawValue: 2)
    /// The file has no ports, so every port is 0.
    static let lacksPorts = Remarks(rawValue: 4)
    /// Hosts have names, which were put into addresses.
    static let namedHosts = Remarks(rawValue: 8)
    /// Ports have names that hide their numbers.
    static let namedPorts = Remarks(rawValue: 16)
  }

  /// Times read last.
  struct Times {
    var start = TimeMemory()
    var end = TimeMemory()
  }

  /// 2100-01-01, in microseconds.
  static let latest: Int64 = 4_102_444_800_000_000

  var rules: DialectRules
  /// Whether hours 1 to 7 without AM or PM are those of the afternoon.
  var isAfternoon = false
  /// Whether the file has columns for ports at all.
  var hasPorts = true

  /// The flow the record's values make.
  func flow(
    _ bytes: Span<UInt8>, _ fields: FieldRanges, _ times: inout Times, _ remarks: inout Remarks
  ) throws(Refusal) -> Flow {
    if let rule = rules.ignoringRule(bytes, fields) { throw .ignoredByRule(rule) }
    let written = try transport(bytes, fields)
    let source = try address(.source, bytes, fields, &remarks)
    let target = try address(.target, bytes, fields, &remarks)
    let transport = written == .icmp && !source.isV4 ? .icmp6 : written
    let (start, duration) = try span(bytes, fields, &times, &remarks)
    var ports: (source: UInt16, target: UInt16) = (0, 0)
    if transport.hasPorts {
      if hasPorts {
        ports.source = try port(.sourcePort, bytes, fields, &remarks)
        ports.target = try port(.targetPort, bytes, fields, &remarks)
      } else {
        remarks.insert(.lacksPorts)
      }
    }
    let told = Handshake(bytes, fields, rules)
    let packets = try counts(
      .packetsOut, .packetsIn, .packetsTotal, told.isOneWay, bytes, fields, &remarks)
    let volume = try counts(
      .bytesOut, .bytesIn, .bytesTotal, told.isOneWay, bytes, fields, &remarks)
    let direction = Initiator(bytes, fields, rules, told: told, transport: transport)
    let flow = Flow(
      start: Timestamp(microseconds: start), durationMicroseconds: duration, source: source,
      target: target, sourcePort: ports.source, service: Service(transport, ports.target),
      packetsOut: packets.out, packetsIn: packets.back, bytesOut: volume.out,
      bytesIn: volume.back,
      state: told.state(transport: transport, packets: packets, volume: volume),
      direction: direction.evidence)
    guard direction.isTurned else { return flow }
    var turned = flow.turned
    turned.direction = direction.evidence
    return turned
  }

  private func transport(_ bytes: Span<UInt8>, _ fields: FieldRanges) throws(Refusal)
    -> TransportProtocol
  {
    guard let range = rules.value(.transport, bytes, fields) else {
      guard let implied = rules.impliedTransport(fields) else {
        throw .rejected(.missingField(.transport))
      }
      return implied
    }
    if let known = TransportNames.transport(bytes, range) { return known }
    if TransportNames.isBelowIP(bytes, range) { throw .notIP }
    // A protocol nobody knows between things that are no addresses is no IP traffic either.
    let isBetweenHosts = [FlowField.source, .target].allSatisfy { field in
      rules.value(field, bytes, fields).flatMap { IPAddress(ascii: bytes.extracting($0)) } != nil
    }
    throw isBetweenHosts ? .rejected(.badTransport) : .notIP
  }

  private func address(
    _ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges, _ remarks: inout Remarks
  ) throws(Refusal) -> IPAddress {
    guard let range = rules.value(field, bytes, fields) else {
      throw .rejected(.missingField(field))
    }
    if let address = AddressScanner.address(bytes, range) { return address }
    guard rules.dialect.namesHosts, let address = HostNames.address(bytes, range) else {
      throw .rejected(.badAddress(field))
    }
    remarks.insert(.namedHosts)
    return address
  }

  private func port(
    _ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges, _ remarks: inout Remarks
  ) throws(Refusal) -> UInt16 {
    guard let range = rules.value(field, bytes, fields) else {
      throw .rejected(.missingField(field))
    }
    if let port = NumberScanner.port(bytes, range) { return port }
    guard rules.dialect.namesHosts, let port = HostNames.port(bytes, range) else {
      throw .rejected(.badPort(field))
    }
    remarks.insert(.namedPorts)
    return port
  }

  private func moment(
    _ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges, _ memory: inout TimeMemory,
    _ remarks: inout Remarks
  ) throws(Refusal) -> Int64? {
    guard let range = rules.value(field, bytes, fields) else { return nil }
    guard
      let moment = memory.moment(
        bytes, range, format: rules.dialect.timeFormat, isAfternoon: isAfternoon)
    else { throw .rejected(.badTime(field)) }
    if moment.lacksZone { remarks.insert(.lacksZone) }
    return moment.microseconds
  }

  /// When the flow starts and how long it lasts, in microseconds.
  private func span(
    _ bytes: Span<UInt8>, _ fields: FieldRanges, _ times: inout Times, _ remarks: inout Remarks
  ) throws(Refusal) -> (start: Int64, duration: Int64) {
    guard let start = try moment(.start, bytes, fields, &times.start, &remarks) else {
      throw .rejected(.missingField(.start))
    }
    guard 0..<Self.latest ~= start else { throw .rejected(.timeOutOfRange) }
    var duration: Int64 = 0
    if let range = rules.value(.duration, bytes, fields) {
      let places = rules.dialect.durationUnit.rawValue
      guard let written = NumberScanner.fixedPoint(bytes, range, places: places) else {
        throw .rejected(.badNumber(.duration))
      }
      duration = written
    } else if let end = try moment(.end, bytes, fields, &times.end, &remarks) {
      guard 0..<Self.latest ~= end else { throw .rejected(.timeOutOfRange) }
      duration = end - start
    }
    guard duration >= 0 else { throw .rejected(.negativeDuration) }
    guard duration < Self.latest - start else { throw .rejected(.timeOutOfRange) }
    return (start, duration)
  }

  private func count(_ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges)
    throws(Refusal) -> Int64?
  {
    guard let range = rules.value(field, bytes, fields) else { return nil }
    guard let count = NumberScanner.count(bytes, range) else {
      throw .rejected(.badNumber(field))
    }
    return count
  }

  /// Packets or bytes each way.
  ///
  /// A lone total goes out whole if nobody answered, else half each way.
  private func counts(
    _ out: FlowField, _ back: FlowField, _ total: FlowField, _ isOneWay: Bool,
    _ bytes: Span<UInt8>, _ fields: FieldRanges, _ remarks: inout Remarks
  ) throws(Refusal) -> (out: Int64, back: Int64) {
    let sent = try count(out, bytes, fields)
    let received = try count(back, bytes, fields)
    if sent != nil && received != nil { return (sent ?? 0, received ?? 0) }
    guard let sum = try count(total, bytes, fields) else { return (sent ?? 0, received ?? 0) }
    if let known = sent ?? received {
      guard known <= sum else { throw .rejected(.badNumber(total)) }
      return sent != nil ? (known, sum - known) : (sum - known, known)
    }
    if isOneWay || sum == 0 { return (sum, 0) }
    remarks.insert(.halved)
    return (sum - sum / 2, sum / 2)
  }
}
