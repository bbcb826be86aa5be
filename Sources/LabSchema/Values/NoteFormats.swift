/// How the numbers of credit and debit notes are written, each a series of its own.
package struct NoteFormats: Hashable, Sendable {
  package let creditNote: InvoiceNumberFormat
  package let debitNote: InvoiceNumberFormat

  package init(creditNote: InvoiceNumberFormat, debitNote: InvoiceNumberFormat) {
    self.creditNote = creditNote
    self.debitNote = debitNote
  }

  /// The defaults of the configuration.
  package static let standard = NoteFormats(
    creditNote: InvoiceNumberFormat(standard: "CN"),
    debitNote: InvoiceNumberFormat(standard: "DN"))

  package subscript(kind: AdjustmentKind) -> InvoiceNumberFormat {
    switch kind {
    case .creditNote: creditNote
    case .debitNote: debitNote
    }
  }
}
