package import Postgres

/// Gives finalized records their invoice numbers: the one place that does (DESIGN §5).
package struct InvoiceNumbering {
  let connection: Connection

  package init(_ connection: Connection) {
    self.connection = connection
  }

  /// Numbers every finalized record without a number, in the order of billing date and booking, in
  /// one short transaction that locks the series.
  ///
  /// - Returns: the numbers given; nil where there was nothing to number.
  /// - Throws: ``NumberingError`` where the series forbids it; nothing is numbered then.
  package func numberFinalized(
    format: InvoiceNumberFormat, fiscalYear: FiscalYear, invoiceDate: CalendarDate, runID: RunID
  ) throws -> NumberedRange? {
    guard try hasWork() else { return nil }
    return try connection.transaction {
      let series = try LockedSeries(
        .invoice, format: format, fiscalYear: fiscalYear, over: connection)
      if let latest = try latestInvoiceDate(), latest > invoiceDate {
        throw NumberingError.dateGoesBack(latest: latest, invoiceDate: invoiceDate)
      }
      let label = fiscalYear.label
      let count = try countWaiting()
      let numbered = try connection.execute(
        """
        update billing_records r
        set status = 'invoiced', invoice_date = \(invoiceDate), run_id = \(runID),
          updated_at = now(), invoice_series_id = \(series.seriesID),
          invoice_sequence = numbered.sequence, issued_names = numbered.names,
          invoice_number = \(format.prefix(fiscalYearLabel: label))::text
            || lpad(numbered.sequence::text,
              greatest(\(format.sequenceWidth)::int, length(numbered.sequence::text)), '0')
            || \(format.suffix(fiscalYearLabel: label))::text
        from (
          select r.id, today.document as names,
            \(series.lastSequence)::bigint
              + row_number() over (order by r.billing_date, r.booking_id) as sequence
          from billing_records r
          cross join lateral (\(RecordNames.today)) today
          where r.status = 'finalized'
        ) numbered
        where r.id = numbered.id
        """)
      guard numbered == count else {
        throw RecordConflict(what: "numbered", expected: count, actual: numbered)
      }
      let range = try series.advance(by: count)
      try RecordEventWriter(connection: connection, runID: runID)
        .invoiced(
          series.seriesID,
          sequences: series.lastSequence + 1...series.lastSequence + Int64(count))
      try connection.settlePaidRecords(numberedBy: runID)
      var counts = RunCounts()
      counts.recordsInvoiced = count
      try RunLedger(connection).add(counts, to: runID)
      return range
    }
  }

  private func hasWork() throws -> Bool { try countWaiting() > 0 }

  /// How many finalized records wait for their number.
  package func countWaiting() throws -> Int {
    try connection.query("select count(*) from billing_records where status = 'finalized'") {
      try $0.int(0)
    }[0]
  }

  /// The latest date any number was given on; nil before the first.
  package func latestInvoiceDate() throws -> CalendarDate? {
    try connection.first("select max(invoice_date) from billing_records") {
      try $0.decodeOptional(0)
    } ?? nil
  }
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

/// Why numbers cannot be given.
package enum NumberingError: Error, Equatable, Sendable {
  /// The format was changed within a financial year.
  case formatChanged(NumberSeriesKind, fiscalYear: String, was: String, is: String)
  /// The next number would be longer than an invoice number may be.
  case seriesExhausted(NumberSeriesKind, String, String, Int64)
  /// The invoice date is before the last one used: numbers would not follow dates.
  case dateGoesBack(latest: CalendarDate, invoiceDate: CalendarDate)
}

extension NumberingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .formatChanged(let kind, let fiscalYear, let was, let new):
      "\(kind.formatKey) is \(new), and the numbers of \(fiscalYear) were begun as \(was): "
        + "write back \(kind.formatKey): \(was) until the financial year ends"
    case .seriesExhausted(let kind, let pattern, let fiscalYear, let sequence):
      "number \(sequence) of \(fiscalYear) does not fit \(kind.formatKey): \(pattern) in "
        + "\(InvoiceNumberFormat.maximumLength) characters: ask your accountant for a shorter "
        + "format, to begin with the next financial year"
    case .dateGoesBack(let latest, let invoiceDate):
      "numbers were given on \(latest) already, so none can be dated \(invoiceDate): "
        + "numbers follow dates; run with --business-date \(latest) or later"
    }
  }
}

extension NumberSeriesKind {
  /// The key of the configuration that says how its numbers are written.
  package var formatKey: String {
    switch self {
    case .invoice: "invoicing.number_format"
    case .creditNote: "invoicing.credit_note_format"
    case .debitNote: "invoicing.debit_note_format"
    }
  }
}
