// SPDX-License-Identifier: Apache-2.0

public import Flows

extension HostProfiles {
  /// Whether `source` ever asked `target` for `service`, answered or not.
  public func knowsEdge(_ source: IPAddress, _ target: IPAddress, _ service: Service) -> Bool {
    edge(source, target, service) != nil
  }

  /// Whether `source` ever got through to `service` of `target`.
  public func knowsCompletedEdge(
    _ source: IPAddress, _ target: IPAddress, _ service: Service
  ) -> Bool {
    edge(source, target, service).map { isCompleted[$0] } ?? false
  }

  /// In how many windows `source` asked `target` for `service`, answered or not.
  public func windowCount(_ source: IPAddress, _ target: IPAddress, _ service: Service) -> Int {
    edge(source, target, service).map { Int(edgeWindows[$0]) } ?? 0
  }

  /// Whether `source` ever opened a connection to `target`.
  public func knowsPair(_ source: IPAddress, _ target: IPAddress) -> Bool {
    guard let source = number(source), let target = number(target) else { return false }
    return pairs.index(of: KeyNumbers.Key((source, target))) != nil
  }

  /// Whether `host` ever got through to `service` anywhere.
  public func usesService(_ host: IPAddress, _ service: Service) -> Bool {
    targetCount(HostService(host, service)) > 0
  }

  /// Whether `host` ever accepted a connection on `service`.
  public func offersService(_ host: IPAddress, _ service: Service) -> Bool {
    sourceCount(HostService(host, service)) > 0
  }

  /// Whether anybody ever opened a connection to `host`.
  public func knowsTarget(_ host: IPAddress) -> Bool {
    number(host).map { isTarget[Int($0)] } ?? false
  }

  /// How many hosts `key`'s host reached on its service without failure.
  public func targetCount(_ key: HostService) -> Int {
    number(key.host).map { uses.count(of: KeyNumbers.Key($0, key.service)) } ?? 0
  }

  /// How many hosts reached `key`'s host on its service without failure.
  public func sourceCount(_ key: HostService) -> Int {
    number(key.host).map { offers.count(of: KeyNumbers.Key($0, key.service)) } ?? 0
  }

  /// Every (host, service) used, each once in an order that means nothing, with the number of
  /// hosts reached without failure.
  public var targetCounts: [(key: HostService, count: Int)] { counted(uses) }

  /// Every (host, service) offered, each once in an order that means nothing, with the number of
  /// hosts that were let in.
  public var sourceCounts: [(key: HostService, count: Int)] { counted(offers) }

  /// Every internal host seen, in order of first appearance.
  public var hosts: [IPAddress] {
    numbers.keys.indices.lazy.filter { activity[$0] > 0 }.map { numbers.keys[$0].address }
  }

  /// In how many windows `host` was active; 0 for the Internet.
  public func activeWindows(of host: IPAddress) -> Int {
    number(host).map { Int(activity[Int($0)]) } ?? 0
  }

  /// The largest value each feature of `host` had, in the order of ``Feature/all``.
  ///
  /// Features that need a baseline count from the third window on, as in the first ones all is
  /// new. Nil for hosts never seen.
  public func maxima(of host: IPAddress) -> [Double]? {
    number(host).flatMap { maxima[Int($0)].isEmpty ? nil : maxima[Int($0)] }
  }

  /// How many internal hosts were ever seen.
  public var hostCount: Int { activity.count { $0 > 0 } }

  /// How many (source, target, service) were ever seen.
  public var edgeCount: Int { edges.count }

  private func number(_ host: IPAddress) -> Int32? {
    numbers.index(of: KeyNumbers.Key(host)).map(Int32.init)
  }

  private func edge(_ source: IPAddress, _ target: IPAddress, _ service: Service) -> Int? {
    guard let source = number(source), let target = number(target) else { return nil }
    return edges.index(of: KeyNumbers.Key(source, target, service))
  }

  private func counted(_ counts: KeyCounts) -> [(key: HostService, count: Int)] {
    zip(counts.numbers.keys, counts.counts).map { key, count in
      (HostService(numbers.keys[Int(key.pair.0)].address, key.service), Int(count))
    }
  }
}
