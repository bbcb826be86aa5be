internal import PlainText

/// A series that is at its end, its numbers as long as they may be, and what waits for numbers.
package struct SeriesEnd: Equatable, Sendable {
  package let kind: NumberSeriesKind
  package let numberFormat: String
  /// The last number of the series.
  package let lastNumber: String
  /// Documents that have no number yet.
  package let waiting: Int

  /// nil where nothing waits.
  package init?(
    _ kind: NumberSeriesKind, _ format: InvoiceNumberFormat, fiscalYear label: String, waiting: Int
  ) {
    guard waiting > 0 else { return nil }
    self.kind = kind
    self.waiting = waiting
    numberFormat = format.pattern
    lastNumber = format.number(
      format.largestSequence(fiscalYearLabel: label), fiscalYearLabel: label)
  }

  /// What it means, in a sentence.
  package var message: String {
    let what =
      switch kind {
      case .invoice:
        counted(
          waiting, "finalized record waits for its invoice number",
          "finalized records wait for their invoice numbers")
      case .creditNote: notes("credit")
      case .debitNote: notes("debit")
      }
    return "\(what): the series \(numberFormat) is at its end with \(lastNumber)"
  }

  private func notes(_ kind: String) -> String {
    counted(
      waiting, "\(kind) note waits for its number, and is not posted",
      "\(kind) notes wait for their numbers, and are not posted")
  }

  /// What to do about it.
  package var remedy: String {
    "agree another \(kind.formatKey) with your accountant and write it: the next run goes on in it"
  }
}
