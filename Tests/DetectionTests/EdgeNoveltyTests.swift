// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct EdgeNoveltyTests {
  private let sighting = EdgeNovelty.Sighting(
    cell: EdgeNovelty.Cell(
      source: .member(.clients), target: .servers, portClass: .remoteAdministration),
    respects: EdgeNovelty.Respects(isNewPair: true, isNewService: true, obscurity: 3))

  private func host(_ number: Int) throws -> IPAddress {
    try #require(IPAddress("10.0.\(number / 250).\(number % 250 + 1)"))
  }

  /// Windows of a hundred clients, the first so many of which make such a session.
  private func learned(windows: Int, sources: Int = 1) throws -> EdgeNovelty {
    var novelty = EdgeNovelty()
    for _ in 0..<windows {
      novelty.fold(
        states: Array(repeating: .member(.clients), count: 100),
        sessions: try (0..<sources).map { (try host($0), sighting) })
    }
    return novelty
  }

  @Test("a source is measured by its own habit too: what it did in many windows is no surprise")
  func habit() throws {
    let surprises = try (0...8).map {
      try learned(windows: $0).surprise(sighting, of: host(0))
        - learned(windows: $0).surprise(sighting, of: host(50))
    }
    #expect(surprises[0] == 0)
    for (less, more) in zip(surprises, surprises.dropFirst()) { #expect(more < less) }
    // One window in a hundred clients' eight makes (8 + ½) / (800 + 1); the prior is 4 windows.
    let common = 8.5 / 801
    let expected = log(common) - log((8 + 4 * common) / 12)
    #expect(abs(surprises[8] - expected) < 1e-12)
  }

  @Test(
    "in a window busier than the past the same session surprises less, in a quieter one as much")
  func pace() throws {
    let novelty = try learned(windows: 4, sources: 2)
    let stranger = try host(90)
    let states = [SourceState](repeating: .member(.clients), count: 100)
    func surprise(sources: Int) throws -> Double {
      let sessions = try (0..<sources).map { (source: try host($0 + 10), sighting: sighting) }
      return novelty.surprise(
        sighting, of: stranger, at: novelty.pace(of: states, sessions))
    }
    let usual = novelty.surprise(sighting, of: stranger)
    #expect(try surprise(sources: 1) == usual)
    // Nine host-windows in 401 make two or so of a hundred expected; twenty came.
    let factor = 21 / (9.0 / 401 * 100 + 1)
    #expect(abs(try usual - surprise(sources: 20) - log(factor)) < 1e-12)
  }

  @Test("however busy, a session never surprises less than not at all")
  func bounds() throws {
    let novelty = try learned(windows: 3, sources: 90)
    let states = [SourceState](repeating: .member(.clients), count: 100)
    let sessions = try (0..<100).map { (source: try host($0), sighting: sighting) }
    let pace = novelty.pace(of: states, sessions)
    for number in 0..<100 {
      #expect(try novelty.surprise(sighting, of: host(number), at: pace) >= 0)
    }
  }
}
