// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Hands flows on in the order in which their connections began, although they end in another.
///
/// A flow waits for those that began before it. As one connection can be open for days, no more than
/// ``capacity`` places are held: then the oldest is no longer waited for, and its flow comes late.
struct FlowOrder {
  /// Flows held, and places kept for them, at most.
  static let capacity = 1 << 17

  private var places: [Flow?] = []
  /// Places at the front that are done with.
  private var done = 0
  /// The number of the first place.
  private var base = 0
  private(set) var ready: [Flow] = []

  /// Takes a place for a connection that begins now.
  mutating func begin() -> Int {
    if places.count - done == Self.capacity {
      advance()
      advancePastEnded()
    }
    places.append(nil)
    return base + places.count - 1
  }

  /// Takes the flow of the connection that began as `number`.
  mutating func end(_ number: Int, _ flow: Flow) {
    guard number >= base + done else {
      ready.append(flow)
      return
    }
    places[number - base] = flow
    advancePastEnded()
  }

  private mutating func advancePastEnded() {
    while done < places.count, places[done] != nil { advance() }
  }

  /// Goes past the first place.
  private mutating func advance() {
    if let flow = places[done] { ready.append(flow) }
    done += 1
    guard done == places.count || done >= Self.capacity else { return }
    places.removeFirst(done)
    base += done
    done = 0
  }

  /// The flows that are ready, which are then handed on.
  mutating func takeReady() -> [Flow] {
    defer { ready = [] }
    return ready
  }
}
