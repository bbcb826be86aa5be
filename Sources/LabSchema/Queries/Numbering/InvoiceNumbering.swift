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
      let series = try lockSeries(format: format, fiscalYear: fiscalYear)
      try check(series, format: format, invoiceDate: invoiceDate)
      let label = fiscalYear.label
      let count = try countWaiting()
      let last = series.lastSequence + Int64(count)
      guard last <= format.largestSequence(fiscalYearLabel: label) else {
        throw NumberingError.seriesExhausted(format.pattern, label, last)
      }
      let numbered = try connection.execute(
        """
        update billing_records r
        set status = 'invoiced', invoice_date = \(invoiceDate), run_id = \(runID),
          updated_at = now(), invoice_series_id = \(series.seriesID),
          invoice_sequence = numbered.sequence,
          invoice_number = \(format.prefix(fiscalYearLabel: label))::text
            || lpad(numbered.sequence::text,
              greatest(\(format.sequenceWidth)::int, length(numbered.sequence::text)), '0')
            || \(format.suffix(fiscalYearLabel: label))::text
        from (
          select id,
            \(series.lastSequence)::bigint + row_number() over (order by billing_date, booking_id)
              as sequence
          from billing_records
          where status = 'finalized'
        ) numbered
        where r.id = numbered.id
        """)
      guard numbered == count else {
        throw RecordConflict(what: "numbered", expected: count, actual: numbered)
      }
      try RecordEventWriter(connection: connection, runID: runID)
        .invoiced(series.seriesID, sequences: series.lastSequence + 1...last)
      try connection.execute(
        """
        update billing_number_series
        set last_sequence = \(last)
        where series_id = \(series.seriesID)
        """)
      var counts = RunCounts()
      counts.recordsInvoiced = count
      try RunLedger(connection).add(counts, to: runID)
      return NumberedRange(
        first: format.number(series.lastSequence + 1, fiscalYearLabel: label),
        last: format.number(last, fiscalYearLabel: label), count: count)
    }
  }

  private func hasWork() throws -> Bool { try countWaiting() > 0 }

  /// How many finalized records wait for their number.
  package func countWaiting() throws -> Int {
    try connection.query("select count(*) from billing_records where status = 'finalized'") {
      try $0.int(0)
    }[0]
  }

  private func lockSeries(
    format: InvoiceNumberFormat, fiscalYear: FiscalYear
  ) throws -> NumberSeries {
    try connection.execute(
      """
      insert into billing_number_series (kind, fiscal_year, number_format)
      values ('invoice', \(fiscalYear.label), \(format.pattern))
      on conflict (kind, fiscal_year) do nothing
      """)
    return try connection.query(
      """
      select \(unescaped: NumberSeries.selectList)
      from billing_number_series
      where kind = 'invoice' and fiscal_year = \(fiscalYear.label)
      for update
      """, NumberSeries.init(row:))[0]
  }

  private func check(
    _ series: NumberSeries, format: InvoiceNumberFormat, invoiceDate: CalendarDate
  ) throws {
    guard series.numberFormat == format.pattern else {
      throw NumberingError.formatChanged(
        fiscalYear: series.fiscalYear, was: series.numberFormat, is: format.pattern)
    }
    let latest = try latestInvoiceDate()
    if let latest, latest > invoiceDate {
      throw NumberingError.dateGoesBack(latest: latest, invoiceDate: invoiceDate)
    }
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
  case formatChanged(fiscalYear: String, was: String, is: String)
  /// The next number would be longer than an invoice number may be.
  case seriesExhausted(String, String, Int64)
  /// The invoice date is before the last one used: numbers would not follow dates.
  case dateGoesBack(latest: CalendarDate, invoiceDate: CalendarDate)
}

extension NumberingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .formatChanged(let fiscalYear, let was, let new):
      "invoicing.number_format is \(new), and the numbers of \(fiscalYear) were begun as \(was): "
        + "write back invoicing.number_format: \(was) until the financial year ends"
    case .seriesExhausted(let pattern, let fiscalYear, let sequence):
      "number \(sequence) of \(fiscalYear) does not fit invoicing.number_format: \(pattern) in "
        + "\(InvoiceNumberFormat.maximumLength) characters: ask your accountant for a shorter "
        + "format, to begin with the next financial year"
    case .dateGoesBack(let latest, let invoiceDate):
      "invoices were numbered on \(latest) already, so none can be dated \(invoiceDate): "
        + "numbers follow dates; run with --business-date \(latest) or later"
    }
  }
}
