/// A payment as a gateway's settlement tells it.
package struct SettledPayment: Equatable, Sendable {
  package var invoiceNumber: String
  /// More than nothing, and what a payment column holds.
  package var amount: Money
  package var paidAt: PaidAt
  package var reference: GatewayReference
  /// What the gateway kept, where it says so; at most the amount.
  package var fee: Money?
  package var method: String?

  package init(
    invoiceNumber: String, amount: Money, paidAt: PaidAt, reference: GatewayReference,
    fee: Money? = nil,
    method: String? = nil
  ) {
    self.invoiceNumber = invoiceNumber
    self.amount = amount
    self.paidAt = paidAt
    self.reference = reference
    self.fee = fee
    self.method = method
  }
}

/// When a payment was made: a day on the calendar, or a moment whose day depends on the billing time
/// zone and is resolved by Postgres.
package enum PaidAt: Equatable, Sendable {
  case date(CalendarDate)
  case moment(Instant)

  /// Reads `2025-01-15`, and that with a time of day after a space or a `T`, with or without an
  /// offset: a time without one is on that day, wherever it was. `24:00` is refused: whether it is
  /// the end of a day or the beginning of the next is not said.
  package init?(_ text: String) {
    if let date = CalendarDate(text) {
      self = .date(date)
      return
    }
    let bytes = Array(text.utf8)
    guard bytes.count > 11, bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
      let date = CalendarDate(iso: bytes.span.extracting(0..<10))
    else { return nil }
    let rest = text.dropFirst(11)
    let isOffset: (Character) -> Bool = { $0 == "+" || $0 == "-" || $0 == "Z" || $0 == "z" }
    var time = String(rest.prefix { !isOffset($0) })
    while time.last == " " { time.removeLast() }
    if time.utf8.count == 5 { time += ":00" }
    guard let clock = TimeOfDay(iso: time.utf8.span),
      clock.microseconds < TimeOfDay.microsecondsADay
    else { return nil }
    guard let start = rest.firstIndex(where: isOffset) else {
      self = .date(date)
      return
    }
    guard let offset = Self.offset(rest[start...]),
      let instant = Instant(iso: "\(date) \(time)\(offset)".utf8.span)
    else { return nil }
    self = .moment(instant)
  }

  /// `Z`, `+05`, `+0530` or `+05:30` as Postgres writes an offset.
  private static func offset(_ text: Substring) -> String? {
    if text == "Z" || text == "z" { return "+00" }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.count == 2 || digits.count == 4,
      digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits)
    else { return nil }
    // No clock on earth is further from UTC than 14 hours.
    let minutes = digits.dropFirst(2)
    let (whole, part) = digits.count == 2 ? (number, 0) : (number / 100, number % 100)
    guard part < 60, whole * 60 + part <= 14 * 60 else { return nil }
    return "\(text.prefix(1))\(digits.prefix(2))\(minutes.isEmpty ? "" : ":")\(minutes)"
  }
}

/// What the database knows of a settlement's line.
package struct PaymentFacts: Equatable, Sendable {
  /// The invoice's record; nil where there is no such invoice.
  package var invoice: InvoiceFacts?
  /// The payment that this reference was imported as; nil where it is new.
  package var known: KnownPayment?
  /// The day it was paid on, in the billing time zone.
  package var paidOn: CalendarDate

  package init(invoice: InvoiceFacts?, known: KnownPayment?, paidOn: CalendarDate) {
    self.invoice = invoice
    self.known = known
    self.paidOn = paidOn
  }

  package struct InvoiceFacts: Equatable, Sendable {
    package var recordID: BillingRecordID
    /// What the record and its notes come to.
    package var due: Money
    package var paid: Money

    package init(recordID: BillingRecordID, due: Money, paid: Money) {
      self.recordID = recordID
      self.due = due
      self.paid = paid
    }
  }

  package struct KnownPayment: Equatable, Sendable {
    package var recordID: BillingRecordID
    /// nil where it is a line of the same file, and not in the database yet.
    package var invoiceNumber: String?
    package var amount: Money

    package init(recordID: BillingRecordID, invoiceNumber: String?, amount: Money) {
      self.recordID = recordID
      self.invoiceNumber = invoiceNumber
      self.amount = amount
    }
  }
}

/// A payment that is to be written.
package struct NewPayment: Equatable, Sendable {
  package var recordID: BillingRecordID
  package var payment: SettledPayment
  package var paidOn: CalendarDate

  package init(recordID: BillingRecordID, payment: SettledPayment, paidOn: CalendarDate) {
    self.recordID = recordID
    self.payment = payment
    self.paidOn = paidOn
  }
}
