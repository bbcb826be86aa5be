package import Billing
package import LabSchema

/// The packages that a run wrote, or found as they were to be, as the ledger keeps it.
package struct WrittenPackages: Sendable {
  /// From the root.
  let folder: String
  let periods: [BillingPeriod]
  /// Of those that are open, what each was made from.
  let stamped: [StampedPackage]

  package init(folder: String, periods: [BillingPeriod], stamped: [StampedPackage] = []) {
    self.folder = folder
    self.periods = periods
    self.stamped = stamped
  }

  /// Of a run that wrote none.
  package static let none = WrittenPackages(folder: "", periods: [])
}

extension RunContext {
  /// Writes down what a run at work has exported, if anything.
  func note(_ packages: WrittenPackages, of runID: RunID) throws {
    guard !packages.periods.isEmpty else { return }
    try recovery(of: runID).step { _ in
      try RunLedger(connection).exported(packages.periods, to: packages.folder, by: runID)
      if try connection.mayStampPackages() {
        try connection.note(packages.stamped, runID: runID)
      }
    }
  }
}
