internal import Billing
package import LabSchema
internal import Postgres

/// Lets a lab write over packages that are not its own, or are sealed and none of its seals: a run in
/// the ledger, and a row for each package.
package struct ExportAdoptionJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// - Throws: `RunError.busy`, `PostgresError`.
  package func run(_ packages: [AdoptedPackage], reason: String, origin: RunOrigin) throws {
    let exclusive = context.exclusive(origin)
    try exclusive.withLab {
      try exclusive.performAtOnce(.exportsAdopt) { runID in
        try connection.adopt(packages, reason: reason, runID: runID)
      }
    }
  }
}
