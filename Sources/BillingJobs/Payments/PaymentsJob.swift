package import Billing
package import LabSchema
internal import Postgres

/// Imports a settlement: matches its lines with invoices by number, and writes what was paid, once
/// for each reference of the gateway (docs/closing.md, Payments).
///
/// The file is read once, a batch of lines at a time, and all of it is one transaction with its run:
/// what is not to be kept, because a line was rejected or the amounts cannot be right, is rolled back
/// and leaves no trace.
package struct PaymentsJob: LabJob {
  let context: RunContext
  /// Called with each line, in their order.
  private let visit: (PaymentEntry) throws -> Void
  /// What has to be so before anything is kept.
  private let beforeCommit: () throws -> Void

  /// Lines of a batch, and their bytes at most: what is in memory at once.
  private static let batchLines = 5000
  private static let batchBytes = 1 << 22

  package init(
    _ context: RunContext, visit: @escaping (PaymentEntry) throws -> Void = { _ in },
    beforeCommit: @escaping () throws -> Void = {}
  ) {
    self.context = context
    self.visit = visit
    self.beforeCommit = beforeCommit
  }

  /// What an import would do; nothing is written, so the lines before are remembered in a file. What
  /// is known is looked up batch by batch: nobody waits for a long file, and where the app was in the
  /// way, it is the batch that is looked up again, and no line is passed over.
  ///
  /// - Throws: `CSVFileError`, `SettlementFileError`, `ScratchFileFailure`, `PostgresError`, what `visit` throws.
  package func plan(
    _ file: SettlementFile, remembering before: LinesBefore
  ) throws -> PaymentsResult {
    var result = PaymentsResult()
    var paise = PaiseEvidence()
    var next = try nextLines(of: file)
    while let lines = next {
      let payments = lines.compactMap(\.settled)
      let facts = try connection.onSnapshot(.readOnly) { try paymentFacts(payments) }
      var used = try before.usedUp(of: payments, facts)
      let plan = try PaymentPlan(
        lines, facts: facts, businessDate: businessDate, used: &used)
      paise += plan.paise
      try add(plan, to: &result.summary)
      next = try nextLines(of: file)
      if next != nil { try before.keep(used) }
    }
    if paise.isConclusive { throw SettlementFileError.amountsLookLikePaise(paise) }
    return result
  }

  /// Imports the file in one transaction: all of it or nothing.
  ///
  /// - Parameter partial: whether the lines that can be imported are, although others are rejected.
  /// - Throws: `RunError.busy`, `CSVFileError`, `SettlementFileError`, ``PaymentsNotTiedOut``,
  ///   ``PaymentsInDoubt``, `PostgresError`, what `visit` throws.
  package func run(
    _ file: SettlementFile, partial: Bool, origin: RunOrigin
  ) throws -> PaymentsResult {
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      var run = WholeRun(context, origin: origin, job: .payments)
      do {
        return try connection.transaction {
          let result = try save(file, run: &run)
          try beforeCommit()
          if result.summary.hasRejects, !partial { throw NotKept(result: result) }
          return result
        }
      } catch let refused as NotKept {
        return PaymentsResult(summary: refused.result.summary)
      } catch let error as SettlementFileError {
        throw error
      } catch let error as CSVFileError {
        throw error
      } catch {
        run.recordFailure(error)
        if case PostgresError.transaction(let failure) = error, failure.commit != nil {
          throw PaymentsInDoubt(cause: "\(error)")
        }
        throw error
      }
    }
  }

  private func save(_ file: SettlementFile, run: inout WholeRun) throws -> PaymentsResult {
    var result = PaymentsResult()
    var paise = PaiseEvidence()
    while let lines = try nextLines(of: file) {
      let payments = lines.compactMap(\.settled)
      try connection.lockRecords(of: payments)
      // What the batches before have written is in the database, and counts there.
      var used = UsedUp()
      let plan = try PaymentPlan(
        lines, facts: try paymentFacts(payments), businessDate: businessDate,
        used: &used)
      paise += plan.paise
      if !plan.payments.isEmpty {
        try RunWriter(connection, runID: run.begin()).post(plan.payments)
      }
      try add(plan, to: &result.summary)
    }
    if paise.isConclusive { throw SettlementFileError.amountsLookLikePaise(paise) }
    guard let runID = run.runID else { return result }
    result.runID = runID
    result.recordsPaid = try connection.settlePaidRecords(paidBy: runID)
    try tieOut(result.summary, runID: runID)
    // In the same transaction: a summary is never older than what it sums up.
    try connection.refreshSummaries()
    try run.succeed()
    return result
  }

  private func paymentFacts(_ payments: [SettledPayment]) throws -> [PaymentFacts] {
    try connection.facts(of: payments, timeZone: settings.timeZone)
  }

  private func nextLines(of file: SettlementFile) throws -> [SettlementLine]? {
    var lines: [SettlementLine] = []
    var bytes = 0
    while lines.count < Self.batchLines, bytes < Self.batchBytes, let line = try file.next() {
      lines.append(line)
      bytes += line.bytes.count
    }
    return lines.isEmpty ? nil : lines
  }

  private func add(_ plan: PaymentPlan, to summary: inout PaymentsSummary) throws {
    for entry in plan.entries {
      summary.add(entry)
      try visit(entry)
    }
  }

  /// What the database has of the run, beside what the file says of its imported lines.
  private func tieOut(_ summary: PaymentsSummary, runID: RunID) throws {
    let expected = summary.totals(\.isImported)
    let written = try connection.payments(postedBy: runID)
    var amount = PlanAmounts.Sum()
    amount.add(written.amount)
    var fee = PlanAmounts.Sum()
    fee.add(written.fee)
    guard written.count == expected.lines, amount == expected.amount, fee == expected.fee else {
      throw PaymentsNotTiedOut(
        expected: expected.lines, written: written.count, amount: written.amount)
    }
  }

  /// Rolls back what was written.
  private struct NotKept: Error {
    var result: PaymentsResult
  }
}

/// What an import did, or would do.
package struct PaymentsResult: Sendable {
  package var summary = PaymentsSummary()
  /// nil where nothing was imported.
  package var runID: RunID?
  /// Records that nothing is outstanding of any more.
  package var recordsPaid = 0
}
