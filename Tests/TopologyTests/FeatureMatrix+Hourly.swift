// SPDX-License-Identifier: Apache-2.0

import Topology

extension FeatureMatrix {
  init(hourly: EdgeTable, profiles: HostProfiles, subnets: SubnetMap) {
    self.init(
      WindowFacts(
        hourly: hourly, edges: hourly.mergingTicks(), profiles: profiles, subnets: subnets))
  }
}
