package import LabSchema
package import Postgres

/// Lets a lab write over packages that are not its own, or are sealed and none of its seals: a run in
/// the ledger, and a row for each package.
package struct ExportAdoptionJob {
  private let connection: Connection
  private let businessDate: CalendarDate
  private let report: (RunProgress) -> Void

  package init(
    _ connection: Connection, businessDate: CalendarDate,
    report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    self.connection = connection
    self.businessDate = businessDate
    self.report = report
  }

  /// - Throws: `RunError.busy`, `PostgresError`.
  package func run(_ packages: [AdoptedPackage], reason: String, origin: RunOrigin) throws {
    try ExclusiveRun(connection, origin: origin).performAlone(
      job: "exports adopt", businessDate: businessDate, report: report
    ) { runID in
      try connection.transaction {
        try connection.adopt(packages, reason: reason, runID: runID)
        try RunLedger(connection).add(RunCounts(), to: runID)
      }
    }
  }
}
