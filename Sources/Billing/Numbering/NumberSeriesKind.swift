/// The documents that are numbered, each kind by itself.
package enum NumberSeriesKind: String, NamedEnumeration {
  case invoice
  case creditNote = "credit_note"
  case debitNote = "debit_note"
}

extension NumberSeriesKind {
  /// What a sheet calls the documents of such a series.
  package var documents: String {
    switch self {
    case .invoice: "Invoices"
    case .creditNote: "Credit notes"
    case .debitNote: "Debit notes"
    }
  }

  /// The key of the configuration that says how its numbers are written.
  package var formatKey: String {
    switch self {
    case .invoice: "invoicing.number_format"
    case .creditNote: "invoicing.credit_note_format"
    case .debitNote: "invoicing.debit_note_format"
    }
  }
}

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
