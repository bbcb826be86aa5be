internal import Billing

/// How documents are numbered, read from the configuration.
struct NumberingKeys {
  let invoice: InvoiceNumberFormat
  let notes: NoteFormats
  let fiscalYearStart: FiscalYearStart

  init(_ reader: ConfigurationReader) {
    var refused: Set<ConfigurationKey> = []
    func format(_ key: ConfigurationKey) -> InvoiceNumberFormat {
      let pattern = reader.text(key)
      do {
        return try InvoiceNumberFormat(pattern)
      } catch {
        reader.refuse(key, "\"\(pattern)\": \(error)")
        refused.insert(key)
        return reader.standard(key) { try? InvoiceNumberFormat($0) }
      }
    }
    invoice = format(.invoicingNumberFormat)
    notes = NoteFormats(
      creditNote: format(.invoicingCreditNoteFormat), debitNote: format(.invoicingDebitNoteFormat))
    fiscalYearStart = reader.value(.invoicingFiscalYearStart, FiscalYearStart.init)
    refuseSameNumbers(reader, besides: refused)
  }

  /// A number must name one document: no two kinds may write the same, whatever its case.
  private func refuseSameNumbers(
    _ reader: ConfigurationReader, besides refused: Set<ConfigurationKey>
  ) {
    let formats = [
      (ConfigurationKey.invoicingNumberFormat, invoice),
      (.invoicingCreditNoteFormat, notes.creditNote), (.invoicingDebitNoteFormat, notes.debitNote),
    ].filter { !refused.contains($0.0) }
    let year = FiscalYear(
      containing: CalendarDate(dayNumber: 20_000), startingOn: fiscalYearStart
    ).label
    for (place, (key, format)) in formats.enumerated() {
      let pattern = NumberPattern(format, fiscalYear: year)
      guard
        let other = formats[..<place].first(where: {
          NumberPattern($0.1, fiscalYear: year).meets(pattern)
        })
      else { continue }
      reader.refuse(
        key,
        "\(format.pattern) can write the same numbers as \(other.0.rawValue), \(other.1.pattern): "
          + "numbers compare without case")
    }
  }
}
