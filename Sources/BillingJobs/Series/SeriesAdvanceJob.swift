package import LabSchema
package import Postgres

/// Passes over numbers of a series, as a run in the ledger.
package struct SeriesAdvanceJob {
  private let connection: Connection
  private let settings: BillingSettings
  private let businessDate: CalendarDate
  private let report: (RunProgress) -> Void

  /// - Parameter businessDate: its financial year's series is meant.
  package init(
    _ connection: Connection, settings: BillingSettings, businessDate: CalendarDate,
    report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    self.connection = connection
    self.settings = settings
    self.businessDate = businessDate
    self.report = report
  }

  private func advancing(_ kind: NumberSeriesKind) -> SeriesAdvancing {
    SeriesAdvancing(
      kind, format: settings.format(of: kind),
      fiscalYear: FiscalYear(containing: businessDate, startingOn: settings.fiscalYearStart),
      date: businessDate, over: connection)
  }

  /// What would be passed over; nothing is written.
  ///
  /// - Throws: `NumberingError` where the format has no such number.
  package func plan(_ kind: NumberSeriesKind, to last: Int64) throws -> PassedNumbers {
    try advancing(kind).passedOver(to: last)
  }

  /// - Throws: `RunError.busy`, `NumberingError`, `PostgresError`.
  package func run(
    _ kind: NumberSeriesKind, to last: Int64, reason: String, origin: RunOrigin
  ) throws -> PassedNumbers {
    try ExclusiveRun(connection, origin: origin).performAlone(
      job: "series advance", businessDate: businessDate, report: report
    ) { runID in
      try connection.transaction {
        let passed = try advancing(kind).advance(to: last, reason: reason, runID: runID)
        try RunLedger(connection).add(RunCounts(), to: runID)
        return passed
      }
    }
  }
}

extension BillingSettings {
  /// How the numbers of a kind are written.
  func format(of kind: NumberSeriesKind) -> InvoiceNumberFormat {
    switch kind {
    case .invoice: numberFormat
    case .creditNote: noteFormats.creditNote
    case .debitNote: noteFormats.debitNote
    }
  }
}
