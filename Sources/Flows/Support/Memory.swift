// SPDX-License-Identifier: Apache-2.0

private import CMemory

/// The memory of the process.
public enum Memory {
  /// Gives memory that is free back to the system, where its allocator keeps it for itself.
  ///
  /// It changes no result. It is worth its few milliseconds where much that was small is let go of
  /// while something large is made of it.
  public static func giveBack() { sidestep_give_back() }
}
