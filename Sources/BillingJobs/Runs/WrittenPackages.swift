package import Billing
internal import LabSchema

/// The packages that a run wrote, as the ledger keeps it.
package struct WrittenPackages: Sendable {
  /// From the root.
  let folder: String
  let periods: [BillingPeriod]

  package init(folder: String, periods: [BillingPeriod]) {
    self.folder = folder
    self.periods = periods
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
    }
  }
}
