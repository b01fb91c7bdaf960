// SPDX-License-Identifier: Apache-2.0

extension Feature {
  static let sequenceFeatures: [Feature] = []
}
