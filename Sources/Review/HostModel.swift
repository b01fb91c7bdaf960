// SPDX-License-Identifier: Apache-2.0

public import Archive
import Detection
public import Flows
import Reporting
import Topology

/// What the template of a host shows.
struct HostModel {
  struct Plot {
    let name: String
    let drawing: String?
    let caption: String
  }

  struct ProfileRow {
    let window: String, role: String, p: String, judgement: String
    let isFlagged: Bool
    let values: [String]
  }

  let heading: String
  let sentence: String
  let facts: [AlertModel.Fact]
  let plots: [Plot]
  let hasPlots: Bool
  let columns: [String]
  let profiles: [ProfileRow]
  let hasProfiles: Bool
  let profilesMore: String?
  let alertRows: [InboxModel.Row]
  let hasAlerts: Bool
  let allAlerts: String
  let peers: [PeerRow]
  let hasPeers: Bool
  let peersNote: String
  let reached: [ReachedRow]
  let hasReached: Bool
  let reachedNote: String
  let afterText: String
  let ownAddress: String
}

extension ReviewPages {
  private static let profilesShown = 31
  private static let alertsShown = 20

  /// One host: profile over time, alerts, peers, and what can have been reached from it.
  ///
  /// - Parameters:
  ///   - archive: The archive.
  ///   - address: The host.
  ///   - query: From when on it is asked what can have been reached.
  ///   - frame: The session.
  /// - Returns: nil if nothing is known of it.
  /// - Throws: ``Archive/ArchiveError``.
  public func host(
    _ archive: Archive, address: IPAddress, query: HostQuery = HostQuery(), frame: PageFrame
  ) throws -> String? {
    let names = try Names(archive)
    let profiles = try archive.history(of: address)
    let alerts = try archive.alerts(AlertFilter(host: address), limit: Self.alertsShown + 1)
    let now = try archive.span()?.end ?? Timestamp(microseconds: 0)
    let asset = names.context.assets.asset(address, at: now)
    guard !profiles.isEmpty || !alerts.isEmpty || asset != nil else { return nil }
    let flagged = Set(profiles.filter(\.isFlagged).map(\.window))
    let plots = Self.plots(of: profiles, marking: flagged)
    let traffic = try HostTraffic(address, after: query.after, alerts: alerts, archive, names)
    var every = InboxQuery()
    every.state = nil
    every.host = address
    let model = HostModel(
      heading: names.title(of: address, at: now),
      sentence: Self.sentence(profiles, alerts.count, flagged.count),
      facts: Self.facts(address, asset, profiles, names),
      plots: plots.map {
        HostModel.Plot(name: $0.name, drawing: $0.plot.svg, caption: $0.plot.caption)
      }, hasPlots: !plots.isEmpty, columns: Self.features.map(\.1),
      profiles: profiles.suffix(Self.profilesShown).reversed().map(Self.profile),
      hasProfiles: !profiles.isEmpty,
      profilesMore: Self.more(profiles.count - Self.profilesShown, "window"),
      alertRows: alerts.prefix(Self.alertsShown).map {
        Self.row($0, names, showsState: true)
      }, hasAlerts: !alerts.isEmpty, allAlerts: every.address(), peers: traffic.peers,
      hasPeers: !traffic.peers.isEmpty, peersNote: traffic.peersNote, reached: traffic.reached,
      hasReached: !traffic.reached.isEmpty, reachedNote: traffic.reachedNote,
      afterText: traffic.after.map(\.description) ?? "", ownAddress: Link.host(address))
    return document(
      names.title(of: address, at: now), at: nil, archive, frame,
      content: templates.host.render(model))
  }

  private static func sentence(
    _ profiles: [ArchivedProfile], _ alerts: Int, _ flagged: Int
  ) -> String {
    guard let first = profiles.first, let last = profiles.last else {
      return "It was in no window that is kept."
    }
    return "Seen in \(PlainWords.count(profiles.count, "window")) from "
      + "\(Words.window(first.window)) to \(Words.window(last.window)), flagged in "
      + "\(flagged == 0 ? "none" : PlainWords.count(flagged))."
  }

  private static func facts(
    _ host: IPAddress, _ asset: AssetTable.Asset?, _ profiles: [ArchivedProfile], _ names: Names
  ) -> [AlertModel.Fact] {
    let subnet = names.context.subnets.subnet(of: host)
    let seen = profiles.last { $0.role != nil }?.role
    var facts = [("address", host.description)]
    if let role = asset?.role {
      facts.append(("role", "\(role.title), as the assets say"))
    } else if let seen {
      facts.append(("role", "\(seen.title), as its traffic looks"))
    }
    facts.append(
      (
        "subnet",
        subnet.name.isEmpty
          ? subnet.block.description : "\(Words.line(subnet.name, 60)) (\(subnet.block))"
      ))
    if !subnet.zone.isEmpty { facts.append(("zone", Words.line(subnet.zone, 60))) }
    return facts.map { AlertModel.Fact(name: $0, value: $1, page: nil) }
  }

  private static func profile(_ profile: ArchivedProfile) -> HostModel.ProfileRow {
    let judgement =
      profile.isFlagged
      ? "flagged, \(profile.severity?.rawValue ?? "")"
      : profile.pValue == nil ? "not judged" : "not flagged"
    return HostModel.ProfileRow(
      window: Words.window(profile.window), role: profile.role?.title ?? "–",
      p: Words.probability(profile.pValue), judgement: judgement, isFlagged: profile.isFlagged,
      values: features.map { feature, _ in
        profile.names.firstIndex(of: feature).map { amount(profile.features[$0], feature) } ?? "–"
      })
  }
}
