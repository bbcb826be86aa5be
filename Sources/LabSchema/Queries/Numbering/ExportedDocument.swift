package import Billing
package import Postgres

extension RunWriter {
  /// Gives these invoices, with the numbers that they were exported with, to their bookings' finalized
  /// records: nothing else than this and ``numberFinalized(format:fiscalYear:invoiceDate:exported:)`` does.
  /// Each series then stands at the highest number that was exported: what is still missing up to there
  /// has to be given back or passed over before any other number is given.
  ///
  /// - Parameters:
  ///   - invoices: their bookings' records are finalized and have no number.
  ///   - all: everything that was exported, whatever can be given back of it.
  ///   - begin: the format and financial year of a series that is not there yet, by kind and date.
  package func give(
    _ invoices: [ExportedDocument], of all: [ExportedDocument],
    begin: (NumberSeriesKind, CalendarDate) -> (InvoiceNumberFormat, FiscalYear)
  ) throws {
    var begun: Set<String> = []
    for document in all {
      let (format, fiscalYear) = begin(document.kind, document.date)
      guard begun.insert("\(document.kind) \(fiscalYear.label)").inserted else { continue }
      _ = try LockedSeries.lock(
        document.kind, format: format, fiscalYear: fiscalYear, date: document.date,
        over: connection)
    }
    let standing = try SeriesStanding.read(connection)
    let places = invoices.compactMap { standing.place($0.kind, $0.number) }
    guard places.count == invoices.count else {
      throw RecordConflict(
        what: "found in a series", expected: invoices.count, actual: places.count)
    }
    // The series goes on first: the database takes no number beyond where it stands.
    try raise(all.compactMap { standing.place($0.kind, $0.number) })
    let given = try connection.execute(
      """
      update billing_records r
      set status = \(word: RecordStatus.invoiced), invoice_date = numbered.date, run_id = \(runID),
        updated_at = now(), invoice_series_id = numbered.series_id,
        invoice_sequence = numbered.sequence, invoice_number = numbered.number,
        issued_names = numbered.names
      from (
        select r.id, given.date, given.series_id, given.sequence, given.number,
          today.document as names
        from unnest(
          \(invoices.map(\.bookingID))::int[], \(invoices.map(\.date))::date[],
          \(places.map(\.series.seriesID))::int[], \(places.map(\.sequence))::bigint[],
          \(invoices.map(\.number))::text[]
        ) as given (booking_id, date, series_id, sequence, number)
        join billing_records r
          on r.booking_id = given.booking_id and \(RecordSQL.waitsForNumber)
        cross join lateral (\(RecordNames.today)) today
      ) numbered
      where r.id = numbered.id
      """)
    guard given == invoices.count else {
      throw RecordConflict(what: "numbered", expected: invoices.count, actual: given)
    }
    try keep(.invoiced, of: invoices.map(\.bookingID))
    try connection.settlePaidRecords(numberedBy: runID)
  }

  private func raise(_ places: [(series: NumberSeries, sequence: Int64)]) throws {
    try connection.execute(
      """
      update billing_number_series s
      set last_sequence = highest.sequence
      from (
        select series_id, max(sequence) as sequence
        from unnest(
          \(places.map(\.series.seriesID))::int[], \(places.map(\.sequence))::bigint[]
        ) as given (series_id, sequence)
        group by series_id
      ) highest
      where s.series_id = highest.series_id and s.last_sequence < highest.sequence
      """)
  }
}

extension Connection {
  /// Which of these numbers a document has here, by their places, with its booking.
  package func documentsHere(_ claims: [DocumentClaim]) throws -> [Int: BookingID] {
    let found = try query(
      """
      select given.place, document.booking_id
      from unnest(
        \(claims.map(\.kind))::text[], \(claims.map(\.number))::text[]
      ) with ordinality as given (kind, number, place)
      join lateral (\(DocumentClaim.document)) document on true
      """
    ) { row in (try row.int(0) - 1, try row.decode(1, as: BookingID.self)) }
    return Dictionary(found) { first, _ in first }
  }
}

/// A numbered document as an export package says it: an invoice, or a credit or debit note.
package struct ExportedDocument: Hashable, Sendable {
  package var kind: NumberSeriesKind
  package var number: String
  package var date: CalendarDate
  package var bookingID: BookingID
  package var billingDate: CalendarDate
  /// What an invoice bills; nil for a note.
  package var amounts: Amounts?
  /// What the document comes to; a credit note's is below zero.
  package var final: Money

  package init(
    kind: NumberSeriesKind, number: String, date: CalendarDate, bookingID: BookingID,
    billingDate: CalendarDate, amounts: Amounts?, final: Money
  ) {
    self.kind = kind
    self.number = number
    self.date = date
    self.bookingID = bookingID
    self.billingDate = billingDate
    self.amounts = amounts
    self.final = final
  }
}
