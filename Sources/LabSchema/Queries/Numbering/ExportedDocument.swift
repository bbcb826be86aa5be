/// A numbered document as an export package says it: an invoice, or a credit or debit note.
package struct ExportedDocument: Hashable, Sendable {
  package var kind: NumberSeriesKind
  package var number: String
  package var date: CalendarDate
  package var bookingID: BookingID
  package var billingDate: CalendarDate
  /// What an invoice bills; nil for a note.
  package var amounts: ExportedAmounts?
  /// What the document comes to; a credit note's is below zero.
  package var final: Money

  package init(
    kind: NumberSeriesKind, number: String, date: CalendarDate, bookingID: BookingID,
    billingDate: CalendarDate, amounts: ExportedAmounts?, final: Money
  ) {
    self.kind = kind
    self.number = number
    self.date = date
    self.bookingID = bookingID
    self.billingDate = billingDate
    self.amounts = amounts
    self.final = final
  }
}

/// What the amount of an exported invoice is made of.
package struct ExportedAmounts: Hashable, Sendable {
  package var base: Money
  package var discount: Money
  package var distance: Money

  package init(base: Money, discount: Money, distance: Money) {
    self.base = base
    self.discount = discount
    self.distance = distance
  }
}
