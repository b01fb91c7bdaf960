// SPDX-License-Identifier: Apache-2.0

/// Who waits since when, in several queues that all take constant time, whoever leaves.
///
/// Those who wait are numbered by small integers, such as places in a table.
struct WaitingRooms {
  private struct Link {
    var room = 0
    var since: Int64 = 0
    var before = -1
    var after = -1
  }

  private var links: [Link] = []
  private var heads: [Int]
  private var tails: [Int]

  /// `count` rooms, all empty.
  init(count: Int) {
    heads = Array(repeating: -1, count: count)
    tails = heads
  }

  /// Who waits longest in `room`, and since when.
  func first(in room: Int) -> (member: Int, since: Int64)? {
    heads[room] < 0 ? nil : (heads[room], links[heads[room]].since)
  }

  /// The room `member` is in.
  func room(of member: Int) -> Int { links[member].room }

  /// `member`, who is in no room, enters `room` as the last.
  mutating func enter(_ member: Int, _ room: Int, at time: Int64) {
    while links.count <= member { links.append(Link()) }
    links[member] = Link(room: room, since: time, before: tails[room])
    if tails[room] < 0 { heads[room] = member } else { links[tails[room]].after = member }
    tails[room] = member
  }

  /// `member` leaves its room.
  mutating func leave(_ member: Int) {
    let link = links[member]
    if link.before < 0 {
      heads[link.room] = link.after
    } else {
      links[link.before].after = link.after
    }
    if link.after < 0 {
      tails[link.room] = link.before
    } else {
      links[link.after].before = link.before
    }
  }
}
