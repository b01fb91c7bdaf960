// SPDX-License-Identifier: Apache-2.0

/// Where a report comes from: what was read, with which settings, by which version.
///
/// Nothing here depends on when or where a run happened, so that the same input, options and
/// seed give the same bytes; ``generatedAt`` is nil unless a caller wants it otherwise.
public struct Provenance: Codable, Hashable, Sendable {
  /// One input that was read.
  public struct Input: Codable, Hashable, Sendable {
    /// The last component of its path, or `-`.
    public var name: String
    /// A hash of its content as text, such as `sha256:…`; empty if not computed.
    public var hash: String
    /// Flows read from it.
    public var flowsRead: Int

    /// The input with these values.
    public init(name: String, hash: String, flowsRead: Int) {
      self.name = name
      self.hash = hash
      self.flowsRead = flowsRead
    }
  }

  /// One setting in force.
  public struct Option: Codable, Hashable, Sendable {
    /// As on the command line, without the dashes.
    public var name: String
    /// As text.
    public var value: String

    /// The setting with these values.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How the flows fared.
  public struct FlowCounts: Codable, Hashable, Sendable {
    /// Records that were flows.
    public var read: Int
    /// Of these, how many entered the analysis.
    public var used: Int
    /// Of these, how many had source and target exchanged by the evidence of their ports.
    public var turned: Int
    /// Records that could not be read.
    public var rejected: Int
    /// Flows left out on purpose: multicast, outside to outside.
    public var ignored: Int
    /// Connections made of two records, one for each direction; nil in older reports.
    public var paired: Int?
    /// Records of connections that another file reported too; nil in older reports.
    public var duplicates: Int?

    /// The counts with these values.
    public init(
      read: Int, used: Int, turned: Int, rejected: Int, ignored: Int, paired: Int? = nil,
      duplicates: Int? = nil
    ) {
      self.read = read
      self.used = used
      self.turned = turned
      self.rejected = rejected
      self.ignored = ignored
      self.paired = paired
      self.duplicates = duplicates
    }
  }

  /// The heading of report and map.
  public var title: String
  /// When the report was made, ISO 8601 UTC; nil to keep the output a function of the input.
  public var generatedAt: String?
  /// What was read, in the order given.
  public var inputs: [Input]
  /// How the flows fared.
  public var flows: FlowCounts
  /// Hosts that took part.
  public var hosts: Int
  /// Edges in the judged windows.
  public var edges: Int
  /// The settings in force, in the order of the help text.
  public var options: [Option]
  /// A hash of the settings as text.
  public var optionsHash: String
  /// The seed all randomness came from.
  public var seed: UInt64
  /// The program's version.
  public var version: String
  /// Which zone times without one were taken to be in, as a sentence.
  public var timeZone: String
  /// Gaps in coverage and whatever else a reader must know, as sentences.
  public var notes: [String]

  /// The provenance with these values.
  public init(
    title: String, generatedAt: String? = nil, inputs: [Input], flows: FlowCounts, hosts: Int,
    edges: Int, options: [Option], optionsHash: String, seed: UInt64, version: String,
    timeZone: String = "All times are UTC.", notes: [String] = []
  ) {
    self.title = title
    self.generatedAt = generatedAt
    self.inputs = inputs
    self.flows = flows
    self.hosts = hosts
    self.edges = edges
    self.options = options
    self.optionsHash = optionsHash
    self.seed = seed
    self.version = version
    self.timeZone = timeZone
    self.notes = notes
  }
}
