// SPDX-License-Identifier: Apache-2.0

extension OfficeOptions {
  /// Replaces the intrusions by one of each scenario, each as late as it can begin and still be
  /// played to its end, so that as much of the past as possible is blameless.
  ///
  /// All begin on the last weekday, except that a slow chain needs a weekday for each hop.
  ///
  /// - Parameters:
  ///   - scenarios: What intruders do, in order.
  ///   - hops: How far each goes; see ``Intrusion/hops``.
  ///   - pace: How slowly; see ``Intrusion/pace``.
  public mutating func plant(_ scenarios: [Scenario], hops: Int = 4, pace: Int = 5_400) {
    let calendar = OfficeCalendar(self)
    // Options are checked when an office is made of them.
    let workdays = (0..<min(366, max(0, days))).filter(calendar.isWorkday)
    intrusions = scenarios.map { scenario in
      var intrusion = Intrusion(
        scenario, day: workdays.last ?? max(0, days - 1), hops: hops, pace: pace)
      if scenario == .slowChain {
        intrusion.day = workdays.suffix(max(1, intrusion.hops)).first ?? intrusion.day
      }
      return intrusion
    }
  }
}
