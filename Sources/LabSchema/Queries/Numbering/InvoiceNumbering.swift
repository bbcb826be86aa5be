package import Billing
package import Postgres

/// Invoice numbers are given to finalized records here, and nowhere else but in
/// ``RunWriter/give(_:of:begin:)``, which gives back those that were exported.
extension RunWriter {
  /// Numbers every finalized record without a number, in the order of billing date and booking, in
  /// one short transaction that locks the series. Where it has not enough numbers left, the first
  /// get those that it has, and the others wait.
  ///
  /// - Throws: ``NumberingError`` where the series forbids it; nothing is numbered then.
  package func numberFinalized(
    format: InvoiceNumberFormat, fiscalYear: FiscalYear, invoiceDate: CalendarDate,
    exported: ExportedNumbers
  ) throws -> Numbering {
    guard try connection.isAnyRecordWaitingForNumber() else { return Numbering() }
    return try connection.transaction {
      let series = try LockedSeries(
        .invoice, format: format, fiscalYear: fiscalYear, date: invoiceDate, exported: exported,
        over: connection)
      if let latest = try connection.latestInvoiceDate(after: invoiceDate) {
        throw NumberingError.dateGoesBack(latest: latest, invoiceDate: invoiceDate)
      }
      let label = fiscalYear.label
      let count = try takeWaiting(atMost: series.numbersLeft, after: series.lastSequence)
      let waiting =
        count < series.numbersLeft ? count : try connection.recordsWaitingForNumber()
      let end = series.end(waiting: waiting - count)
      guard count > 0 else {
        try dropWaiting()
        return Numbering(end: end)
      }
      // The series goes on first: the database takes no number beyond where it stands.
      let range = try series.advance(by: count)
      let numbered = try connection.execute(
        """
        with \(RecordNames.allToday(of: Self.waiting, orderedBy: "r.sequence"))
        update billing_records r
        set status = \(word: RecordStatus.invoiced), invoice_date = \(invoiceDate), run_id = \(runID),
          updated_at = now(), invoice_series_id = \(series.seriesID),
          invoice_sequence = named.sequence, issued_names = named.document,
          invoice_number = \(SeriesSQL.number(
            "named.sequence", prefix: "\(format.prefix(fiscalYearLabel: label))::text",
            width: "\(format.sequenceWidth)::int",
            suffix: "\(format.suffix(fiscalYearLabel: label))::text"))
        from named
        where r.id = named.id
        """)
      guard numbered == count else {
        throw RecordConflict(what: "numbered", expected: count, actual: numbered)
      }
      try dropWaiting()
      try keepInvoiced(
        series.seriesID, sequences: series.lastSequence + 1...series.lastSequence + Int64(count))
      try connection.settlePaidRecords(numberedBy: runID)
      var counts = RunCounts()
      counts.recordsInvoiced = count
      try RunLedger(connection).add(counts, to: runID)
      return Numbering(numbers: range, end: end)
    }
  }

  /// A table of the transaction's own: those that are numbered now, each with its place in the series.
  private static let waiting: Statement = "billing_records_waiting"

  /// Lays them down, and has the server count them: what it remembers of the records is of before they were
  /// finalized, so it would take them for a few, and look up the customer, the booking and the pet of each by
  /// itself.
  ///
  /// - Returns: how many there are.
  private func takeWaiting(atMost limit: Int, after sequence: Int64) throws -> Int {
    let count = try connection.execute(
      """
      create temporary table \(Self.waiting) on commit drop as
      select r.id, r.booking_id, r.user_id, r.test_ids,
        \(sequence)::bigint + row_number() over (order by r.billing_date, r.booking_id) as sequence
      from billing_records r
      where \(RecordSQL.waitsForNumber)
      order by r.billing_date, r.booking_id
      limit \(limit)
      """)
    try connection.execute("analyze \(Self.waiting)")
    return count
  }

  /// Before the transaction ends, which may number once more.
  private func dropWaiting() throws {
    try connection.execute("drop table \(Self.waiting)")
  }
}

extension Connection {
  /// The numbers that a run has given already; nil where it has given none.
  package func numbers(givenBy runID: RunID) throws -> NumberedRange? {
    let numbers = try query(
      """
      select r.invoice_number
      from billing_record_events e
      join billing_records r on r.booking_id = e.booking_id
      where e.run_id = \(runID) and e.event = \(word: RecordEventKind.invoiced)
      order by r.invoice_series_id, r.invoice_sequence
      """
    ) { try $0.string(0) }
    guard let first = numbers.first, let last = numbers.last else { return nil }
    return NumberedRange(first: first, last: last, count: numbers.count)
  }

  /// How many finalized records wait for their number.
  package func recordsWaitingForNumber() throws -> Int {
    try query(
      "select count(*) from billing_records r where \(RecordSQL.waitsForNumber)"
    ) { try $0.int(0) }[0]
  }

  func isAnyRecordWaitingForNumber() throws -> Bool {
    try query(
      "select exists (select from billing_records r where \(RecordSQL.waitsForNumber))"
    ) { try $0.bool(0) }[0]
  }

  /// The latest date any number was given on, where that is after this one.
  ///
  /// No run gives a number on a date after its own, so no record is asked where no run was of a later one.
  package func latestInvoiceDate(after date: CalendarDate) throws -> CalendarDate? {
    try first(
      """
      select max(r.invoice_date)
      from billing_records r
      where r.invoice_date > \(date)::date
        and exists (select from billing_runs run where run.business_date > \(date)::date)
      """
    ) { try $0.decodeOptional(0) } ?? nil
  }
}

/// What came of numbering.
package struct Numbering: Equatable, Sendable {
  /// The numbers given; nil where there was nothing to number, or none left.
  package var numbers: NumberedRange?
  /// The end of the series, where records still wait for a number.
  package var end: SeriesEnd?
}

/// A stretch of numbers given together.
package struct NumberedRange: Equatable, Sendable {
  package let first: String
  package let last: String
  package let count: Int

  /// With the numbers that the same run gave next.
  package func continued(by next: NumberedRange) -> NumberedRange {
    NumberedRange(first: first, last: next.last, count: count + next.count)
  }
}
