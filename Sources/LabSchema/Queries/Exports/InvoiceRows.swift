package import Billing
internal import Postgres

/// A numbered document: an invoice, or a credit or debit note.
package struct InvoiceRow: Sendable {
  package var number: String
  package var date: CalendarDate
  package var bookingID: BookingID
  package var customer: String
  package var billingDate: CalendarDate
  package var content: Content

  package enum Content: Sendable {
    case invoice(Balance, status: RecordStatus)
    /// A note: positive for a debit note, negative for a credit note.
    case note(Money, kind: NumberSeriesKind)
  }

  /// The day that the document is posted to: an invoice's is its record's billing date, a note's its
  /// own date.
  package var postingDate: CalendarDate {
    switch content {
    case .invoice: billingDate
    case .note: date
    }
  }
}

extension ExportReader {
  /// The invoices of the scope's records in the order of their numbers, then the notes posted into
  /// the scope, in the order of theirs.
  package func invoices(_ body: (InvoiceRow) throws -> Void) throws {
    for numbers in try numbersOfRecords() {
      try connection.forEach(
        """
        select r.invoice_number, r.invoice_date, r.booking_id,
          \(RecordNames.customerIssued), r.billing_date, r.status, \(Balance.columns)
        from billing_records r
        \(Self.settlements)
        where \(scope.holdsRecord()) and r.invoice_series_id = \(numbers.seriesID)
          and r.invoice_sequence between \(numbers.first) and \(numbers.last)
        order by r.invoice_sequence
        """
      ) { row in
        try body(
          InvoiceRow(
            number: try row.string(0), date: try row.decode(1), bookingID: try row.decode(2),
            customer: try row.string(3), billingDate: try row.decode(4),
            content: .invoice(
              try Balance(row: row, from: 6), status: try row.decode(5))))
      }
    }
    try notes(body)
  }

  /// Between which sequences the numbers of the scope's records lie, by series, in the order of the series:
  /// an index has each series in order, and nothing has to be sorted.
  private func numbersOfRecords() throws -> [(seriesID: Int, first: Int, last: Int)] {
    try connection.query(
      """
      select s.series_id, min(r.invoice_sequence), max(r.invoice_sequence)
      from billing_records r
      join billing_number_series s on s.series_id = r.invoice_series_id
      where \(scope.holdsRecord())
      group by s.series_id
      order by s.fiscal_year, s.series_id
      """
    ) { (try $0.int(0), try $0.int(1), try $0.int(2)) }
  }

  private func notes(_ body: (InvoiceRow) throws -> Void) throws {
    try connection.forEach(
      """
      select a.adjustment_number, a.adjustment_date, r.booking_id, \(RecordNames.customer),
        r.billing_date, a.kind, \(NoteSQL.change())
      from \(notesInOrder)
      """
    ) { row in
      try body(
        InvoiceRow(
          number: try row.string(0), date: try row.decode(1), bookingID: try row.decode(2),
          customer: try row.string(3), billingDate: try row.decode(4),
          content: .note(try row.decode(6), kind: try row.decode(5))))
    }
  }
}
