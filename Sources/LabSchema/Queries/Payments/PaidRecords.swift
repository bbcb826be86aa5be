package import Postgres

extension Connection {
  /// Makes paid what has nothing outstanding, on the day of the last payment or note that settled
  /// it. A paid record stays paid: what a later debit note adds is outstanding on it.
  ///
  /// - Returns: how many records became paid.
  @discardableResult
  package func settlePaidRecords(_ records: [BillingRecordID], runID: RunID) throws -> Int {
    try settlePaid(where: "r.id = any(\(records)::int[])", runID: runID)
  }

  /// The same for the records that a run has just numbered: an invoice of nothing is paid.
  func settlePaidRecords(numberedBy runID: RunID) throws {
    try settlePaid(where: "r.run_id = \(runID)", runID: runID)
  }

  @discardableResult
  private func settlePaid(where condition: Statement, runID: RunID) throws -> Int {
    try execute(
      """
      update billing_records
      set status = 'paid', paid_date = settled.day, run_id = \(runID), updated_at = now()
      from (
        select r.id,
          coalesce(
            greatest(
              (select max(p.paid_on) from billing_payments p where p.record_id = r.id),
              (select max(a.adjustment_date) from billing_adjustments a where a.record_id = r.id)
            ),
            r.invoice_date
          ) as day
        from billing_records r
        \(ExportReader.settlements)
        where \(condition)
          and r.status = 'invoiced'
          and r.final_amount + adjusted.amount - paid.amount <= 0
      ) settled
      where settled.id = billing_records.id
      """)
  }
}
