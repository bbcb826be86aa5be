package import Billing
internal import Postgres

/// What the scope comes to, beside the days' sums.
package struct ScopeFigures: Sendable {
  /// Records by status.
  package var drafts = 0
  package var finalized = 0
  package var invoiced = 0
  package var paid = 0
  /// Final amounts by whether the record has a number.
  package var invoicedAmount = Money.zero
  package var uninvoicedAmount = Money.zero
  /// Records of bookings whose service date lies outside the scope (R7).
  package var postedFromElsewhere = 0
  /// Bookings of the scope whose record is posted outside it (R7).
  package var postedElsewhere = 0
  /// Sum of the debit notes minus that of the credit notes posted into the scope.
  package var adjusted = Money.zero
  /// The same of all notes on the scope's invoices, whenever they were posted.
  package var adjustedHere = Money.zero
  /// What notes and payments leave of the scope's invoices.
  package var outstandingOnInvoices = Money.zero
  /// Open findings by severity, without those that were released or accepted.
  package var quarantines = 0
  package var holds = 0
  package var warnings = 0
  /// Findings that are still so and that a person released or accepted.
  package var decided = 0

  package init() {}

  package var records: Int { drafts + finalized + invoiced + paid }
  package var openFindings: Int { quarantines + holds + warnings }
}

extension ExportReader {
  package func figures() throws -> ScopeFigures {
    var figures = ScopeFigures()
    try readRecords(into: &figures)
    figures.postedElsewhere = try postedElsewhere()
    figures.adjusted = try adjusted()
    try readFindings(into: &figures)
    return figures
  }

  private func readRecords(into figures: inout ScopeFigures) throws {
    try connection.forEach(
      """
      select
        \(RecordSQL.countsByStatus),
        coalesce(sum(r.final_amount) filter (where \(RecordSQL.isInvoice())), 0),
        coalesce(sum(r.final_amount) filter (where not \(RecordSQL.isInvoice())), 0),
        count(*) filter (where (\(terms.isWithin(scope))) is not true),
        coalesce(sum(adjusted.amount) filter (where \(RecordSQL.isInvoice())), 0),
        coalesce(
          sum(\(Balance.outstanding)) filter (where \(RecordSQL.isInvoice())), 0
        )
      from billing_records r
      join bookings b on b.id = r.booking_id
      \(Self.settlements)
      where \(scope.holdsRecord())
      """
    ) { row in
      figures.drafts = try row.int(0)
      figures.finalized = try row.int(1)
      figures.invoiced = try row.int(2)
      figures.paid = try row.int(3)
      figures.invoicedAmount = try row.decode(4)
      figures.uninvoicedAmount = try row.decode(5)
      figures.postedFromElsewhere = try row.int(6)
      figures.adjustedHere = try row.decode(7)
      figures.outstandingOnInvoices = try row.decode(8)
    }
  }

  private func postedElsewhere() throws -> Int {
    try connection.query(
      """
      select count(*)
      from bookings b
      join billing_records r on r.booking_id = b.id
      where \(terms.isWithin(scope)) and not \(scope.holdsRecord())
      """
    ) { try $0.int(0) }[0]
  }

  private func adjusted() throws -> Money {
    try connection.query(
      """
      select
        coalesce(sum(\(NoteSQL.change())), 0)
      from billing_adjustments a
      where \(scope.holdsAdjustment())
      """
    ) { try $0.decode(0) }[0]
  }

  private func readFindings(into figures: inout ScopeFigures) throws {
    let openBySeverity = FindingSeverity.allCases.map { severity -> Statement in
      "count(*) filter (where found.is_open and \(FindingState.isOf(severity, "found")))"
    }
    try connection.forEach(
      """
      select
        \(Statement.list(openBySeverity)), count(*) filter (where not found.is_open)
      from (
        select f.severity, \(FindingState.isOpen) as is_open
        from billing_findings f
        where \(FindingState.isCurrent()) and \(holdsFinding)
      ) found
      """
    ) { row in
      figures.quarantines = try row.int(0)
      figures.holds = try row.int(1)
      figures.warnings = try row.int(2)
      figures.decided = try row.int(3)
    }
  }
}
