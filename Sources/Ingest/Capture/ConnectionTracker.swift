// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Makes flows of the packets of a capture.
///
/// A flow ends when its connection does, or after a silence, as in Zeek's default settings: TCP after
/// 5 minutes, everything else after 1 minute; a TCP connection that was ended or reset, and a SYN
/// nobody answers, after 5 seconds. What goes on for more than 24 hours makes a flow every 24 hours.
///
/// Memory is bounded: of more than ``capacity`` connections at once, as in a SYN flood, the oldest
/// end early.
///
/// Source: Zeek, `scripts/base/init-bare.zeek`: `tcp_inactivity_timeout`, `udp_inactivity_timeout`,
/// `icmp_inactivity_timeout`, `tcp_attempt_delay`, `tcp_close_delay`, `tcp_reset_delay`.
struct ConnectionTracker {
  /// Connections followed at once.
  static let capacity = 1 << 18
  /// Packets that come this much out of order still belong together; time that runs back further
  /// begins another recording.
  static let disorder: Int64 = 60_000_000

  /// What a connection waits for.
  private enum Room: Int, CaseIterable {
    /// An answer to its SYN.
    case attempt
    /// Stragglers, after its end.
    case over
    /// More of it.
    case tcp, other

    /// How long it waits, microseconds.
    var patience: Int64 {
      switch self {
      case .attempt, .over: 5_000_000
      case .tcp: 300_000_000
      case .other: 60_000_000
      }
    }
  }

  private let capacity: Int
  private var connections: [Connection] = []
  private var vacant: [Int] = []
  private var places: [ConnectionKey: Int] = [:]
  private var rooms = WaitingRooms(count: Room.allCases.count)
  private var fragments = FragmentTable()
  private var order = FlowOrder()
  /// The time of the latest packet.
  private(set) var clock = Int64.min
  private var beginsFile = false

  /// Connections that ended early for want of room.
  private(set) var evicted = 0
  /// How often time ran back and every connection was ended.
  private(set) var restarts = 0

  /// A tracker of at most `capacity` connections at once, at least 1.
  init(capacity: Int = Self.capacity) { self.capacity = capacity }

  /// The flows that are ready, in the order of their first packets.
  mutating func takeFlows() -> [Flow] { order.takeReady() }

  /// Another file begins.
  ///
  /// It goes on with this one's connections if it begins when this one ended or later, as the next of
  /// a ring of captures does; not if the two overlap, as those of two sensors do.
  mutating func beginFile() { beginsFile = true }

  /// Takes in a packet of `time`.
  mutating func take(_ packet: Packet, at time: Int64) {
    advance(to: time)
    let key = ConnectionKey(packet)
    let fromLower = ConnectionKey.isFromLower(packet)
    if let id = packet.datagram {
      fragments.remember(id, FragmentTable.Entry(key: key, isFromLower: fromLower, time: time))
    }
    let place = place(of: packet, key, fromLower: fromLower, at: time)
    connections[place].take(packet, fromLower: fromLower, at: time)
    settle(place)
  }

  /// Takes in a later fragment; false if the first was not seen, so that its ports are not known.
  mutating func takeFragment(_ id: Packet.DatagramID, bytes: Int, at time: Int64) -> Bool {
    advance(to: time)
    guard let entry = fragments.entry(id, at: time), let place = places[entry.key] else {
      return false
    }
    connections[place].takeFragment(bytes: bytes, fromLower: entry.isFromLower, at: time)
    settle(place)
    return true
  }

  /// Ends every connection.
  mutating func finish() {
    for room in Room.allCases {
      while let first = rooms.first(in: room.rawValue) { end(first.member) }
    }
  }

  /// Where the connection of `packet` is, which may begin with it.
  private mutating func place(
    of packet: Packet, _ key: ConnectionKey, fromLower: Bool, at time: Int64
  ) -> Int {
    if let place = places[key] {
      let isReopened =
        packet.segment.map { segment in
          let known = connections[place]
          return known.tcp.isReopened(by: segment, fromOriginator: fromLower == known.isFromLower)
        } ?? false
      guard isReopened else {
        if connections[place].isTooLong(at: time) {
          order.end(connections[place].number, connections[place].flow)
          connections[place].continueAsNew(number: order.begin(), at: time)
        }
        return place
      }
      end(place)
    }
    if places.count >= capacity { evict() }
    let connection = Connection(packet, key: key, number: order.begin(), time: time)
    let place = vacant.popLast() ?? connections.count
    if place == connections.count {
      connections.append(connection)
    } else {
      connections[place] = connection
    }
    places[key] = place
    rooms.enter(place, (packet.segment == nil ? Room.other : .tcp).rawValue, at: clock)
    return place
  }

  /// Puts a connection where it waits for what comes next.
  private mutating func settle(_ place: Int) {
    let room: Room
    if connections[place].key.transport != .tcp {
      room = .other
    } else if connections[place].tcp.isOver {
      room = .over
    } else {
      room = connections[place].tcp.isAttempt ? .attempt : .tcp
    }
    // An answer and stragglers are waited for from the first moment on, silence from the last.
    let isThere = rooms.room(of: place) == room.rawValue
    if isThere, room == .attempt || room == .over { return }
    rooms.leave(place)
    rooms.enter(place, room.rawValue, at: clock)
  }

  private mutating func advance(to time: Int64) {
    if time < clock, beginsFile || clock - time > Self.disorder {
      finish()
      if !beginsFile { restarts += 1 }
      clock = time
    }
    beginsFile = false
    clock = max(clock, time)
    for room in Room.allCases {
      while let first = rooms.first(in: room.rawValue), clock - first.since >= room.patience {
        end(first.member)
      }
    }
  }

  /// Ends the connection that is missed least: a SYN without answer, else one that is over, else the
  /// one that has been silent for longest.
  private mutating func evict() {
    let oldest = [Room.tcp, .other].compactMap { rooms.first(in: $0.rawValue) }
      .min { $0.since < $1.since }
    let chosen =
      rooms.first(in: Room.attempt.rawValue) ?? rooms.first(in: Room.over.rawValue) ?? oldest
    guard let chosen else { return }
    evicted += 1
    end(chosen.member)
  }

  private mutating func end(_ place: Int) {
    rooms.leave(place)
    places[connections[place].key] = nil
    vacant.append(place)
    order.end(connections[place].number, connections[place].flow)
  }
}
