package import Billing
package import Postgres

/// One run of a job: what it was to do, and what came of it.
package struct BillingRun: Equatable, Sendable {
  package let runID: RunID
  package let job: String
  /// What "today" was for this run.
  package let businessDate: CalendarDate
  /// The last service date this run was to bill.
  package let throughDate: CalendarDate?
  package let state: RunState
  package let startedAt: Instant
  package let finishedAt: Instant?
  package let chunksPlanned: Int32
  package let chunksDone: Int32
  package let bookingsRead: Int64
  package let recordsNew: Int64
  package let recordsChanged: Int64
  package let recordsRemoved: Int64
  package let recordsUnchanged: Int64
  package let recordsHeld: Int64
  package let bookingsQuarantined: Int64
  package let recordsDrifted: Int64
  package let recordsFinalized: Int64
  package let recordsInvoiced: Int64
  package let error: String?
  /// Who asked for it, where somebody did.
  package let person: String?
  package let osUser: String?
  package let host: String?
  package let processID: Int32?
  package let programVersion: String?
  package let arguments: TextArray
  /// When what it found was told; nil where nobody was told.
  package let resultWrittenAt: Instant?
  /// SHA-256 of the manifest that it was about to seal.
  package let packageDigest: String?
  /// Where it wrote its packages, from the root; nil where it wrote none, or before this was kept.
  package let exportsFolder: String?
  /// The months whose packages it wrote.
  package let exportedPeriods: TextArray
}

extension BillingRun: TableRow {
  package static let table = Table.billingRuns

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      runID: row.next(&column), job: row.next(&column), businessDate: row.next(&column),
      throughDate: row.nextIfAny(&column), state: row.next(&column), startedAt: row.next(&column),
      finishedAt: row.nextIfAny(&column), chunksPlanned: row.next(&column),
      chunksDone: row.next(&column), bookingsRead: row.next(&column),
      recordsNew: row.next(&column), recordsChanged: row.next(&column),
      recordsRemoved: row.next(&column), recordsUnchanged: row.next(&column),
      recordsHeld: row.next(&column), bookingsQuarantined: row.next(&column),
      recordsDrifted: row.next(&column), recordsFinalized: row.next(&column),
      recordsInvoiced: row.next(&column), error: row.nextIfAny(&column),
      person: row.nextIfAny(&column), osUser: row.nextIfAny(&column), host: row.nextIfAny(&column),
      processID: row.nextIfAny(&column), programVersion: row.nextIfAny(&column),
      arguments: row.next(&column), resultWrittenAt: row.nextIfAny(&column),
      packageDigest: row.nextIfAny(&column), exportsFolder: row.nextIfAny(&column),
      exportedPeriods: row.next(&column))
  }
}
