package import Billing
package import Postgres

extension RunWriter {
  /// Posts credit and debit notes: numbers them in their order, each kind in its own series, and writes them. Where a series
  /// has not enough numbers left, the first get those that it has, and the others are not posted.
  ///
  /// - Parameters:
  ///   - date: of the notes; their financial year is that of it.
  ///   - period: the open one they are posted into.
  /// - Throws: ``NumberingError`` where a series forbids it.
  package func post(
    _ notes: [AdjustmentNote], formats: NoteFormats, fiscalYear: FiscalYear, date: CalendarDate,
    period: BillingPeriod, exported: ExportedNumbers
  ) throws -> PostedNotes {
    try connection.requireNoNote(after: date)
    var posted = PostedNotes()
    // Always in the same order, so that nobody waits crosswise for the series.
    for kind in AdjustmentKind.allCases {
      let ofKind = notes.filter { $0.kind == kind }
      guard !ofKind.isEmpty else { continue }
      let series = try LockedSeries(
        kind.series, format: formats[kind], fiscalYear: fiscalYear, date: date,
        exported: exported, over: connection)
      let fitting = ofKind.prefix(series.numbersLeft)
      if let end = series.end(waiting: ofKind.count - fitting.count) { posted.ends.append(end) }
      guard !fitting.isEmpty else { continue }
      let numbered = fitting.enumerated().map { index, note in
        (series.lastSequence + Int64(index) + 1, note)
      }
      _ = try series.advance(by: fitting.count)
      try write(numbered, series: series, date: date, period: period)
      posted.notes += numbered.map { PostedNote(number: series.number($0), note: $1) }
    }
    return posted
  }

  /// The explanation before is the last note's after, or the record's own.
  private func write(
    _ notes: [(sequence: Int64, note: AdjustmentNote)], series: LockedSeries, date: CalendarDate,
    period: BillingPeriod
  ) throws {
    let values = notes.map(\.note)
    let written = try connection.execute(
      """
      insert into billing_adjustments (
        record_id, kind, adjustment_number, series_id, sequence, adjustment_date, billing_period,
        amount, reason, pricing_before, pricing_after, run_id
      )
      select r.id, given.kind, given.number, \(series.seriesID), given.sequence, \(date), \(period),
        given.amount, given.reason, \(NoteSQL.standingExplanation), given.pricing_after,
        \(runID)
      from unnest(
        \(values.map(\.recordID))::int[], \(values.map(\.kind.rawValue))::text[],
        \(notes.map { series.number($0.sequence) })::text[],
        \(notes.map(\.sequence))::bigint[], \(values.map(\.amount))::numeric[],
        \(values.map(\.reason))::text[],
        \(values.map { String(decoding: $0.pricingAfter, as: UTF8.self) })::jsonb[]
      ) as given (record_id, kind, number, sequence, amount, reason, pricing_after)
      join billing_records r on r.id = given.record_id and \(RecordSQL.isFinalized())
      \(NoteSQL.joinLast)
      order by given.sequence
      """)
    guard written == notes.count else {
      throw RecordConflict(what: "adjusted", expected: notes.count, actual: written)
    }
  }
}

extension Connection {
  /// The ends of the series that would have no number for some of these notes, were they posted;
  /// nothing is written.
  ///
  /// - Parameters: as of ``RunWriter/post(_:formats:fiscalYear:date:period:exported:)``.
  /// - Throws: ``NumberingError`` where a series forbids it.
  package func foreseeNumbering(
    of notes: [AdjustmentNote], formats: NoteFormats, fiscalYear: FiscalYear, date: CalendarDate,
    exported: ExportedNumbers
  ) throws -> [SeriesEnd] {
    guard !notes.isEmpty else { return [] }
    try requireNoNote(after: date)
    return try AdjustmentKind.allCases.compactMap { kind in
      let count = notes.count { $0.kind == kind }
      guard count > 0 else { return nil }
      return try SeriesOutlook(
        kind.series, format: formats[kind], fiscalYear: fiscalYear, date: date, exported: exported,
        over: self
      ).end(numbering: count)
    }
  }

  fileprivate func requireNoNote(after date: CalendarDate) throws {
    let latest = try first("select max(adjustment_date) from billing_adjustments") {
      try $0.decodeOptional(0, as: CalendarDate.self)
    }
    if let latest = latest ?? nil, latest > date {
      throw NumberingError.dateGoesBack(latest: latest, invoiceDate: date)
    }
  }
}

/// What came of posting notes.
package struct PostedNotes: Sendable {
  package var notes: [PostedNote] = []
  /// The ends of series that had no number for some of them.
  package var ends: [SeriesEnd] = []

  package init() {}
}

extension AdjustmentKind {
  var series: NumberSeriesKind {
    switch self {
    case .creditNote: .creditNote
    case .debitNote: .debitNote
    }
  }
}

extension Connection {
  /// The bookings whose finalized records are posted into a period, in the order of their invoices.
  package func finalizedBookings(of period: BillingPeriod) throws -> [BookingID] {
    try query(
      """
      select r.booking_id
      from billing_records r
      where r.billing_period = \(period) and \(RecordSQL.isFinalized())
      order by r.billing_date, r.booking_id
      """
    ) { try $0.decode(0) }
  }

  /// The invoice numbers of these bookings' records, of those that have one.
  package func invoiceNumbers(of bookings: [BookingID]) throws -> [BookingID: String] {
    let rows = try query(
      """
      select r.booking_id, r.invoice_number
      from billing_records r
      where r.booking_id = any(\(bookings)::int[]) and \(RecordSQL.isInvoice())
      """
    ) { row in (try row.decode(0, as: BookingID.self), try row.string(1)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}
