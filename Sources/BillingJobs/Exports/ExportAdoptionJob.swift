internal import Billing
package import LabSchema
internal import Postgres

/// Lets a lab write over packages that are not its own, or are sealed and none of its seals: a run in
/// the ledger, and a row for each package.
package struct ExportAdoptionJob {
  private let context: RunContext
  private var connection: Connection { context.connection }

  package init(_ context: RunContext) {
    self.context = context
  }

  /// - Throws: `RunError.busy`, `PostgresError`.
  package func run(_ packages: [AdoptedPackage], reason: String, origin: RunOrigin) throws {
    try context.exclusive(origin).performAlone(.exportsAdopt) { runID in
      try connection.transaction {
        try connection.adopt(packages, reason: reason, runID: runID)
        try RunLedger(connection).add(RunCounts(), to: runID)
      }
    }
  }
}
