// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// What one host is used to: when it works and whom it asks.
///
/// Hosts are given by their place in ``Office/hosts``.
struct Habits: Sendable {
  /// How many sites a person keeps coming back to.
  static let favouriteCount = 6

  /// Minutes after midnight at which work begins on an average day.
  var startMinute: Double = 0
  /// Minutes from coming to leaving on an average day.
  var workMinutes: Double = 0
  /// Flows against the average, mean 1.
  var activity: Double = 1
  /// Whether the computer stays on at night.
  var staysOn = false
  /// Whether it still has a drive mapped to the retired server.
  var asksRetiredServer = false
  var domainController = 0
  var otherDomainController = 0
  var fileServer = 0
  var otherFileServer = 0
  var mailServer = 0
  var webServer = 0
  var printer = 0
  var database = 0
  var favouriteSites: [UInt16] = []
}

/// Draws everybody's habits.
struct HabitDrawing {
  let hosts: [OfficeHost]
  let byRole: [HostRole: [Int]]
  let sites: Int

  func habits(using root: SeededGenerator) -> [Habits] {
    let files = members(.fileServer)
    let webs = members(.webServer)
    let filePopularity = Zipf(count: files.count, exponent: 1)
    let webPopularity = Zipf(count: webs.count, exponent: 1)
    let sitePopularity = Zipf(count: sites, exponent: 0.6)
    return hosts.indices.map { index in
      var generator = root.child(index)
      let host = hosts[index]
      var habits = Habits()
      habits.startMinute = min(690, max(330, 525 + 50 * generator.gaussian()))
      habits.workMinutes = min(690, max(240, 520 + 50 * generator.gaussian()))
      habits.activity = generator.lognormal(median: 0.89, spread: 0.48)
      habits.staysOn = generator.chance(0.3)
      habits.asksRetiredServer = generator.chance(0.08)
      let controllers = members(.domainController)
      // A site logs on at the nearest pair of controllers; each host prefers one of the two.
      let pair = host.subnet % max(1, controllers.count / 2) * 2
      let first = generator.below(2)
      habits.domainController = controllers[pair + first]
      habits.otherDomainController = controllers[pair + 1 - first]
      // Colleagues on a floor share a file server and a printer.
      habits.fileServer = files[(host.subnet + (generator.chance(0.85) ? 0 : 1)) % files.count]
      habits.otherFileServer = files[filePopularity.draw(using: &generator)]
      habits.mailServer = pick(.mailServer, host.subnet)
      habits.webServer = webs[webPopularity.draw(using: &generator)]
      habits.printer = pick(.printer, host.subnet * 3 + generator.below(3))
      habits.database = pick(.databaseServer, generator.below(members(.databaseServer).count))
      habits.favouriteSites = (0..<Habits.favouriteCount).map { _ in
        UInt16(sitePopularity.draw(using: &generator))
      }
      return habits
    }
  }

  private func members(_ role: HostRole) -> [Int] { byRole[role, default: []] }

  private func pick(_ role: HostRole, _ number: Int) -> Int {
    let all = members(role)
    return all[number % all.count]
  }
}
