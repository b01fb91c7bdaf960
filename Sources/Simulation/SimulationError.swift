// SPDX-License-Identifier: Apache-2.0

/// Why an office cannot be simulated or its truth not read.
public enum SimulationError: Error, Hashable {
  /// An option lies outside what can be simulated.
  case option(name: String, value: String, allowed: String)
  /// A line of a truth file is not what ``Truth/csv`` writes; lines count from 1.
  case truth(line: Int, reason: String)
}

extension SimulationError: CustomStringConvertible {
  /// What is wrong, where, and what would be right.
  public var description: String {
    switch self {
    case .option(let name, let value, let allowed):
      "option \(name) is \(value): choose \(allowed)"
    case .truth(let line, let reason):
      "truth file, line \(line): \(reason); write it again with the simulation that made it"
    }
  }
}
