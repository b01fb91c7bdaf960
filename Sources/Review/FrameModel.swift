// SPDX-License-Identifier: Apache-2.0

import Archive
import Reporting

/// What is around every page.
struct FrameModel {
  /// A place of the main navigation.
  struct Place {
    let name: String, address: String, isHere: Bool
  }

  /// What the browser calls the page.
  let windowTitle: String
  let places: [Place]
  let hasPlaces: Bool
  let archiveName: String?
  let versionText: String
  let csrf: String
  let noticeText: String?
  let canSignOut: Bool
  let hasMap: Bool
  /// Alerts that are open, for the script to compare; nil where that is nothing new.
  let openAlerts: String?
  let content: String
}

/// The pages the navigation leads to.
enum MainPage: String, CaseIterable {
  case inbox = "Inbox"
  case matrix = "Matrix"
  case runs = "Runs"
  case rules = "Rules"

  var address: String { self == .inbox ? "/" : "/" + rawValue.lowercased() }
}

extension ReviewPages {
  /// A document around `content`, which is markup.
  ///
  /// Pages without an archive, before signing in, say nothing of it and lead nowhere.
  func document(
    _ title: String, at place: MainPage?, _ archive: Archive?, _ frame: PageFrame,
    openAlerts: Int? = nil, hasMap: Bool = false, content: String
  ) -> String {
    templates.frame.render(
      FrameModel(
        windowTitle: SafeText.clean(title, limit: 120),
        places: archive == nil
          ? []
          : MainPage.allCases.map {
            FrameModel.Place(name: $0.rawValue, address: $0.address, isHere: $0 == place)
          },
        hasPlaces: archive != nil,
        archiveName: archive.map { archive in
          SafeText.clean(String(archive.path.split(separator: "/").last ?? "archive"), limit: 80)
        },
        versionText: SafeText.clean(version, limit: 40), csrf: frame.csrfToken,
        noticeText: frame.notice.map { SafeText.clean($0, limit: 300) },
        canSignOut: frame.hasSession, hasMap: hasMap, openAlerts: openAlerts.map(String.init),
        content: content))
  }
}
