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
  /// The figures of each scope of the set.
  package func figures(_ set: ScopeSet) throws -> [BillingScope: ScopeFigures] {
    var figures = Dictionary(
      uniqueKeysWithValues: set.scopes.map { ($0, ScopeFigures()) })
    try readRecords(of: set, into: &figures)
    try readPostedElsewhere(of: set, into: &figures)
    try readAdjusted(of: set, into: &figures)
    try readFindings(of: set, into: &figures)
    return figures
  }

  private func readRecords(
    of set: ScopeSet, into all: inout [BillingScope: ScopeFigures]
  ) throws {
    try connection.forEach(
      """
      select \(set.firstOfRecord) as first_date,
        \(RecordSQL.countsByStatus),
        coalesce(sum(r.final_amount) filter (where \(RecordSQL.isInvoice())), 0),
        coalesce(sum(r.final_amount) filter (where not \(RecordSQL.isInvoice())), 0),
        count(*) filter (where (\(terms.isOfScope(ofRecordIn: set))) is not true),
        coalesce(sum(adjusted.amount) filter (where \(RecordSQL.isInvoice())), 0),
        coalesce(
          sum(\(Balance.outstanding)) filter (where \(RecordSQL.isInvoice())), 0
        )
      from billing_records r
      join bookings b on b.id = r.booking_id
      \(Self.settlements)
      where \(set.holdsRecord)
      group by first_date
      """
    ) { row in
      let scope = set.scope(try row.decode(0))
      var figures = all[scope] ?? ScopeFigures()
      figures.drafts = try row.int(1)
      figures.finalized = try row.int(2)
      figures.invoiced = try row.int(3)
      figures.paid = try row.int(4)
      figures.invoicedAmount = try row.decode(5)
      figures.uninvoicedAmount = try row.decode(6)
      figures.postedFromElsewhere = try row.int(7)
      figures.adjustedHere = try row.decode(8)
      figures.outstandingOnInvoices = try row.decode(9)
      all[scope] = figures
    }
  }

  private func readPostedElsewhere(
    of set: ScopeSet, into all: inout [BillingScope: ScopeFigures]
  ) throws {
    try connection.forEach(
      """
      select \(set.firstOfBooking) as first_date, count(*)
      from \(terms.bookings(of: set))
      join billing_records r on r.booking_id = b.id
      where \(terms.holds(set)) and \(set.isPostedElsewhere)
      group by first_date
      """
    ) { row in all[set.scope(try row.decode(0))]?.postedElsewhere = try row.int(1) }
  }

  private func readAdjusted(
    of set: ScopeSet, into all: inout [BillingScope: ScopeFigures]
  ) throws {
    try connection.forEach(
      """
      select \(set.firstOfNote) as first_date, sum(\(NoteSQL.change()))
      from billing_adjustments a
      where \(set.holdsNote)
      group by first_date
      """
    ) { row in all[set.scope(try row.decode(0))]?.adjusted = try row.decode(1) }
  }

  private func readFindings(
    of set: ScopeSet, into all: inout [BillingScope: ScopeFigures]
  ) throws {
    let openBySeverity = FindingSeverity.allCases.map { severity -> Statement in
      "count(*) filter (where found.is_open and \(FindingState.isOf(severity, "found")))"
    }
    try connection.forEach(
      """
      select found.first_date, \(Statement.list(openBySeverity)), count(*) filter (where not found.is_open)
      from (
        select \(set.firstOfFinding) as first_date, f.severity,
          \(FindingState.isOpen) as is_open
        from billing_findings f
        where \(FindingState.isCurrent()) and \(set.holdsFinding)
      ) found
      group by found.first_date
      """
    ) { row in
      let scope = set.scope(try row.decode(0))
      all[scope]?.quarantines = try row.int(1)
      all[scope]?.holds = try row.int(2)
      all[scope]?.warnings = try row.int(3)
      all[scope]?.decided = try row.int(4)
    }
  }
}
