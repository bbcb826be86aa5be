package import Billing
package import Postgres

extension Connection {
  /// What was paid of these records so far.
  package func amountsPaid(
    of records: [BillingRecordID]
  ) throws -> [BillingRecordID: Money] {
    let paid = try query(
      """
      select r.id, paid.amount
      from billing_records r
      \(ExportReader.settlements)
      where r.id = any(\(records)::int[])
      """
    ) { row in (try row.decode(0, as: BillingRecordID.self), try row.decode(1, as: Money.self)) }
    return Dictionary(uniqueKeysWithValues: paid)
  }

  /// Makes paid what has nothing outstanding, on the day of the last payment or note that settled
  /// it. A paid record stays paid: what a later debit note adds is outstanding on it.
  ///
  /// - Returns: how many records became paid.
  @discardableResult
  package func settlePaidRecords(_ records: [BillingRecordID], runID: RunID) throws -> Int {
    try settle("\(records)::int[]", runID: runID)
  }

  /// The same for the records that a run has just posted payments of.
  package func settlePaidRecords(paidBy runID: RunID) throws -> Int {
    try settle(
      "array(select distinct record_id from billing_payments where run_id = \(runID))",
      runID: runID)
  }

  /// The same for the records that a run has just numbered: an invoice of nothing is paid. Nothing else
  /// can be: what has no number is not paid, and only notes make another amount nothing.
  func settlePaidRecords(numberedBy runID: RunID) throws {
    _ = try settle(
      """
      array(
        select r.id
        from billing_records r
        where r.run_id = \(runID)
          and \(RecordSQL.has(.invoiced))
          and (
            r.final_amount = 0
            or exists (select from billing_adjustments a where a.record_id = r.id)
          )
      )
      """,
      runID: runID)
  }

  /// With the rights of the tables' owner: who posts payments may write no status.
  private func settle(_ records: Statement, runID: RunID) throws -> Int {
    try query("select billing_records_settle(\(records), \(runID)::bigint)") { try $0.int(0) }[0]
  }
}
