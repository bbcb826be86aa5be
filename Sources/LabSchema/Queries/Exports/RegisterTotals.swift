package import Billing
internal import Postgres

/// What rows of the register come to.
package struct RegisterTotals: Sendable {
  package var records = 0
  package var notes = 0
  package var balance = Balance.zero
  /// Sum of the notes that are listed; a credit note counts below zero.
  package var noteAmounts = Money.zero
  /// What the notes, and what is outstanding, come to without their signs: no sum of some of them is
  /// further from zero.
  package var noteMagnitude = Money.zero
  package var outstandingMagnitude = Money.zero

  package init() {}

  package var rows: Int { records + notes }
}

extension ExportReader {
  /// What each sheet of the register comes to, where a sheet holds only so many rows: records
  /// first, then notes, each in the register's order.
  package func registerTotals(rowsPerSheet: Int) throws -> [RegisterTotals] {
    try connection.query(
      """
      with placed as (
        select row_number() over (order by r.billing_date, r.booking_id) as place, 1 as records,
          0 as notes, \(Amounts.columns(of: "r")), adjusted.amount as adjusted_amount,
          paid.amount as paid_amount, \(Balance.outstanding) as outstanding_amount, 0 as note_amount
        from billing_records r
        \(Self.settlements)
        where \(scope.holdsRecord())
        union all
        select
          (select count(*) from billing_records r where \(scope.holdsRecord()))
            + row_number() over (order by \(Self.noteOrder)),
          0, 1, \(unescaped: Balance.Figure.allCases.map { _ in "0" }.joined(separator: ", ")),
          \(NoteSQL.change())
        from billing_adjustments a
        join billing_number_series s on s.series_id = a.series_id
        where \(scope.holdsAdjustment())
      )
      select (place - 1) / \(rowsPerSheet) as sheet, sum(records), sum(notes), sum(note_amount),
        sum(abs(note_amount)), sum(abs(outstanding_amount)),
        \(unescaped: Balance.Figure.allCases.map { "sum(\($0.column))" }.joined(separator: ", "))
      from placed
      group by sheet
      order by sheet
      """
    ) { row in
      var totals = RegisterTotals()
      totals.records = try row.int(1)
      totals.notes = try row.int(2)
      totals.noteAmounts = try row.decode(3)
      totals.noteMagnitude = try row.decode(4)
      totals.outstandingMagnitude = try row.decode(5)
      totals.balance = try Balance(row: row, from: 6)
      return totals
    }
  }
}
