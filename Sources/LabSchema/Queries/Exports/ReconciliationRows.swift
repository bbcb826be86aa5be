package import Billing
internal import Postgres

/// A booking and what became of it.
package struct ReconciliationRow: Sendable {
  package var bookingID: BookingID
  package var serviceDate: CalendarDate?
  /// As the app wrote it.
  package var bookingStatus: String?
  package var outcome: BookingOutcome
  package var userID: UserID?
  package var record: RecordEntry?
  /// Names of the open findings, joined by `;`.
  package var findings: String
  /// Whether the record is posted into the scope: its amounts count there and nowhere else.
  package var isPostedHere: Bool

  /// What the booking's record says.
  package struct RecordEntry: Sendable {
    package var billingDate: CalendarDate
    package var billingPeriod: BillingPeriod
    package var balance: Balance
    package var status: RecordStatus
    package var invoiceNumber: String?
    package var invoiceDate: CalendarDate?
  }
}

extension ExportReader {
  /// Every booking whose service date is in the scope, and every one posted into it from another
  /// (R7), by booking id.
  ///
  /// The open findings are read along with the bookings, and not looked for once for each; those of bookings
  /// before the first, which with the years are most, are left out. A first and a last together the server
  /// would take for a few, and go through these again for every booking.
  package func reconciliation(_ body: (ReconciliationRow) throws -> Void) throws {
    try connection.forEach(
      """
      with chosen as (
        select b.id
        from bookings b
        where \(terms.isWithin(scope))
        union all
        select r.booking_id
        from billing_records r
        where \(scope.holdsRecord())
          and not exists (
            select from bookings b where b.id = r.booking_id and \(terms.isWithin(scope))
          )
      )
      select b.id, \(terms.serviceDates.serviceDate(of: "b")), b.status, \(terms.outcome),
        coalesce(r.user_id, b.user_id), coalesce(findings.names, ''),
        coalesce(\(scope.holdsRecord()), false), r.billing_date, r.billing_period, r.status,
        r.invoice_number, r.invoice_date, \(Balance.columns)
      from chosen
      join bookings b on b.id = chosen.id
      left join billing_records r on r.booking_id = b.id
      \(Self.settlements)
      left join (
        select f.booking_id, \(Self.namesOfFindings) as names
        from billing_findings f
        where \(FindingState.isCurrent()) and f.booking_id >= (select min(chosen.id) from chosen)
        group by f.booking_id
      ) findings on findings.booking_id = b.id
      order by b.id
      """
    ) { row in try body(try Self.reconciliationRow(row)) }
  }

  private static func reconciliationRow(_ row: borrowing Row) throws -> ReconciliationRow {
    var record: ReconciliationRow.RecordEntry?
    if let billingDate = try row.decodeOptional(7, as: CalendarDate.self) {
      record = ReconciliationRow.RecordEntry(
        billingDate: billingDate, billingPeriod: try row.decode(8),
        balance: try Balance(row: row, from: 12), status: try row.decode(9),
        invoiceNumber: try row.optionalString(10), invoiceDate: try row.decodeOptional(11))
    }
    return ReconciliationRow(
      bookingID: try row.decode(0),
      serviceDate: try row.decodeOptional(1, as: CalendarDate.self)?.known,
      bookingStatus: try row.optionalString(2), outcome: try row.decode(3),
      userID: try row.decodeOptional(4), record: record, findings: try row.string(5),
      isPostedHere: try row.bool(6))
  }
}
