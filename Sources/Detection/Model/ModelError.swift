// SPDX-License-Identifier: Apache-2.0

/// Why a model cannot be used or made.
public enum ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file does not start as a model does.
  case notAModel
  /// The file says that it has another version of the format.
  case otherVersion(String)
  /// The header is not what such a file has; the line, from 1.
  case badHeader(line: Int)
  /// The file has fewer bytes than it says, or more.
  case wrongLength(expected: Int, found: Int)
  /// The bytes are not those that were written.
  case wrongChecksum
  /// The bytes are those that were written, but nothing writes such bytes.
  case damaged(String)
  /// It was learned with other features than this version has.
  case otherFeatures
  /// The file is larger than any model may be, or the model has more of something.
  case tooLarge(String, count: Int, most: Int)
  /// It was learned with other settings.
  case otherSettings(String, model: String, given: String, advice: String)

  /// What, and what to do.
  public var description: String {
    switch self {
    case .notAModel: "no model: make one with sidestep learn"
    case .otherVersion(let version):
      "a model of format \(version), this version reads \(Model.formatVersion): learn anew"
    case .badHeader(let line): "line \(line) of the model's header is not understood; learn anew"
    case .wrongLength(let expected, let found):
      "the model should have \(expected) bytes after its header and has \(found); copy it again, "
        + "or learn anew"
    case .wrongChecksum: "the model's checksum is wrong; copy it again, or learn anew"
    case .damaged(let what): "the model is damaged: \(what); learn anew"
    case .otherFeatures: "the model has other features than this version; learn anew"
    case .tooLarge(let what, let count, let most):
      "the model has \(count) \(what), more than the \(most) allowed; learn fewer days"
    case .otherSettings(let what, let model, let given, let advice):
      "the model was learned with other \(what) (\(model)) than given (\(given)); \(advice)"
    }
  }
}
