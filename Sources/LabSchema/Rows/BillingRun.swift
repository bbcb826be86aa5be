package import Billing
package import Postgres

/// One run of a job: what it was to do, and what came of it.
package struct BillingRun: TableRow {
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
  package let recordsCreated: Int64
  package let recordsUpdated: Int64
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

  package static let table = Table.billingRuns

  package init(row: borrowing Row) throws(PostgresError) {
    runID = try row.decode(0)
    job = try row.decode(1)
    businessDate = try row.decode(2)
    throughDate = try row.decodeOptional(3)
    state = try row.decode(4)
    startedAt = try row.decode(5)
    finishedAt = try row.decodeOptional(6)
    chunksPlanned = try row.decode(7)
    chunksDone = try row.decode(8)
    bookingsRead = try row.decode(9)
    recordsCreated = try row.decode(10)
    recordsUpdated = try row.decode(11)
    recordsRemoved = try row.decode(12)
    recordsUnchanged = try row.decode(13)
    recordsHeld = try row.decode(14)
    bookingsQuarantined = try row.decode(15)
    recordsDrifted = try row.decode(16)
    recordsFinalized = try row.decode(17)
    recordsInvoiced = try row.decode(18)
    error = try row.decodeOptional(19)
    person = try row.decodeOptional(20)
    osUser = try row.decodeOptional(21)
    host = try row.decodeOptional(22)
    processID = try row.decodeOptional(23)
    programVersion = try row.decodeOptional(24)
    arguments = try row.decode(25)
    resultWrittenAt = try row.decodeOptional(26)
    packageDigest = try row.decodeOptional(27)
  }
}
