package import Billing
package import LabSchema
internal import Postgres

/// Passes over numbers of a series, as a run in the ledger.
package struct SeriesAdvanceJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  private func advancing(_ kind: NumberSeriesKind) -> SeriesAdvancing {
    SeriesAdvancing(
      kind, format: settings.format(of: kind),
      fiscalYear: context.fiscalYear, date: businessDate, over: connection)
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
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      try exclusive.performAtOnce(.seriesAdvance) { runID in
        try advancing(kind).advance(to: last, reason: reason, runID: runID)
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
