package import Billing
internal import Postgres

/// A record as the register shows it.
package struct RegisterRow: Sendable {
  package var bookingID: BookingID
  package var serviceDate: CalendarDate?
  package var billingDate: CalendarDate
  /// Names are those of the invoice, and today's where there is none yet.
  package var customer: String
  package var pet: String?
  /// Names of the tests, in item order, joined by a comma.
  package var tests: String
  package var balance: Balance
  package var status: RecordStatus
  package var invoiceNumber: String?
  package var invoiceDate: CalendarDate?
  /// Names of the open findings, joined by `;`.
  package var findings: String
}

/// A credit or debit note as the register shows it.
package struct RegisterNote: Sendable {
  package var bookingID: BookingID
  package var date: CalendarDate
  package var customer: String
  package var pet: String?
  package var kind: NumberSeriesKind
  package var number: String
  /// Negative for a credit note.
  package var amount: Money
  package var reason: String
}

extension ExportReader {
  /// The records posted into the scope, by billing date and booking id: the order in which they
  /// are numbered.
  package func register(_ body: (RegisterRow) throws -> Void) throws {
    try connection.forEach(
      """
      select b.id, \(terms.serviceDates.serviceDate(of: "b")), r.billing_date,
        \(RecordNames.customer), \(RecordNames.pet), \(RecordNames.tests), r.status, r.invoice_number, r.invoice_date, findings.names,
        \(Balance.columns)
      from billing_records r
      join bookings b on b.id = r.booking_id
      \(RecordNames.named)
      \(Self.settlements)
      \(Self.findingNames)
      where \(scope.holdsRecord())
      order by r.billing_date, b.id
      """
    ) { row in
      try body(
        RegisterRow(
          bookingID: try row.decode(0),
          serviceDate: try row.decodeOptional(1, as: CalendarDate.self)?.known,
          billingDate: try row.decode(2), customer: try row.string(3),
          pet: try row.optionalString(4), tests: try row.string(5),
          balance: try Balance(row: row, from: 10), status: try row.decode(6),
          invoiceNumber: try row.optionalString(7), invoiceDate: try row.decodeOptional(8),
          findings: try row.string(9)))
    }
  }

  /// The notes posted into the scope, in the order of their numbers.
  package func registerNotes(_ body: (RegisterNote) throws -> Void) throws {
    try connection.forEach(
      """
      select r.booking_id, a.adjustment_date, \(RecordNames.customer), \(RecordNames.pet), a.kind,
        a.adjustment_number, \(NoteSQL.change()), a.reason
      from \(notesInOrder)
      """
    ) { row in
      try body(
        RegisterNote(
          bookingID: try row.decode(0), date: try row.decode(1), customer: try row.string(2),
          pet: try row.optionalString(3), kind: try row.decode(4), number: try row.string(5),
          amount: try row.decode(6), reason: try row.string(7)))
    }
  }

  /// The notes `a` that are posted into the scope, with their records `r` and their names, in the order of
  /// their numbers.
  var notesInOrder: Statement {
    """
    billing_adjustments a
    join billing_number_series s on s.series_id = a.series_id
    join billing_records r on r.id = a.record_id
    \(RecordNames.named)
    where \(scope.holdsAdjustment())
    order by \(Self.noteOrder)
    """
  }

  static let noteOrder: Statement = "s.kind, s.fiscal_year, s.series_id, a.sequence"
}
