package import LabSchema
package import Postgres

/// Imports a settlement: matches its lines with invoices by number, and writes what was paid, once
/// for each reference of the gateway (DESIGN §5).
package struct PaymentsJob {
  private let connection: Connection
  private let queries: PaymentQueries
  private let businessDate: CalendarDate
  private let report: (RunProgress) -> Void

  package init(
    _ connection: Connection, settings: BillingSettings, businessDate: CalendarDate,
    report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    self.connection = connection
    queries = PaymentQueries(connection, timeZone: settings.timeZone)
    self.businessDate = businessDate
    self.report = report
  }

  /// What an import would do; nothing is written.
  package func plan(_ file: SettlementFile) throws -> PaymentPlan {
    try connection.transaction(.repeatableRead, access: .readOnly) { try decide(file) }
  }

  /// Imports the file in one transaction: all of it or nothing.
  ///
  /// - Parameter partial: whether the lines that can be imported are, although others are rejected.
  /// - Throws: `RunError.busy`, ``PaymentsNotTiedOut``, `PostgresError`.
  package func run(
    _ file: SettlementFile, partial: Bool, origin: RunOrigin
  ) throws -> PaymentsResult {
    let exclusive = ExclusiveRun(connection, origin: origin)
    try exclusive.takeLab(report)
    defer { exclusive.releaseLab() }
    let plan = try plan(file)
    guard !plan.payments.isEmpty, partial || plan.rejected.isEmpty else {
      return PaymentsResult(planned: plan)
    }
    return try exclusive.perform(
      job: "payments", businessDate: businessDate, through: nil, chunks: 0
    ) { runID in
      try connection.transaction { try save(file, runID: runID) }
    }
  }

  private func decide(_ file: SettlementFile) throws -> PaymentPlan {
    let payments = file.payments
    return try PaymentPlan(
      file, facts: try queries.facts(of: payments), businessDate: businessDate)
  }

  /// Decides once more with the records locked, so that what others paid meanwhile counts.
  private func save(_ file: SettlementFile, runID: RunID) throws -> PaymentsResult {
    try queries.lockRecords(of: file.payments)
    let plan = try decide(file)
    try queries.write(plan.payments, runID: runID)
    let paid = try connection.settlePaidRecords(
      Set(plan.payments.map(\.recordID)).sorted(), runID: runID)
    try tieOut(plan, runID: runID)
    // In the same transaction: a summary is never older than what it sums up.
    try connection.refreshSummaries()
    return PaymentsResult(plan: plan, runID: runID, recordsPaid: paid)
  }

  /// What the database has of the run, beside what the file says of its imported lines.
  private func tieOut(_ plan: PaymentPlan, runID: RunID) throws {
    let expected = plan.totals(\.isImported)
    let written = try queries.written(by: runID)
    var amount = PlanAmounts.Sum()
    amount.add(written.amount)
    var fee = PlanAmounts.Sum()
    fee.add(written.fee)
    guard written.count == expected.lines, amount == expected.amount, fee == expected.fee else {
      throw PaymentsNotTiedOut(
        expected: expected.lines, written: written.count, amount: written.amount)
    }
  }
}

extension SettlementFile {
  fileprivate var payments: [SettledPayment] { lines.compactMap { try? $0.payment.get() } }
}

/// What an import did.
package struct PaymentsResult: Sendable {
  package var plan: PaymentPlan
  /// nil where nothing was imported.
  package var runID: RunID?
  /// Records that nothing is outstanding of any more.
  package var recordsPaid: Int

  /// A plan that was not carried out.
  package init(planned plan: PaymentPlan) {
    self.init(plan: plan, runID: nil, recordsPaid: 0)
  }

  init(plan: PaymentPlan, runID: RunID?, recordsPaid: Int) {
    self.plan = plan
    self.runID = runID
    self.recordsPaid = recordsPaid
  }
}

/// What was written is not what the file says: a bug, and nothing of it was kept.
package struct PaymentsNotTiedOut: Error, Sendable, CustomStringConvertible {
  let expected: Int
  let written: Int
  let amount: Money

  package var description: String {
    "the import does not tie out: \(expected) payments were to be written, and the database has "
      + "\(written) over \(amount)"
  }
}
