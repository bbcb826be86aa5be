/// Whether the amounts of a settlement are paise where rupees are meant: whole numbers, most of them
/// a hundred times what their invoices owe to the paisa.
package struct PaiseEvidence: Equatable, Sendable {
  /// Payments of invoices that owe something.
  private var judged = 0
  private var hundredfold = 0
  private var example: String?
  /// Whether an amount is written with decimals, as none in paise is.
  private var hasDecimals = false

  package init() {}

  package var isConclusive: Bool { !hasDecimals && hundredfold > 0 && hundredfold * 2 >= judged }

  mutating func add(
    _ payment: SettlementLine.Payment, to invoice: PaymentFacts.InvoiceFacts
  ) throws(MoneyOverflow) {
    if !payment.isWholeNumber { hasDecimals = true }
    let owed = try invoice.due - invoice.paid
    guard owed > .zero else { return }
    judged += 1
    let amount = payment.settled.amount
    guard amount.minorUnits % 100 == 0, amount.minorUnits / 100 == owed.minorUnits else { return }
    hundredfold += 1
    if example == nil {
      example =
        "\(amount.minorUnits / 100) for \(payment.settled.invoiceNumber), which owes \(owed)"
    }
  }

  package static func += (left: inout PaiseEvidence, right: PaiseEvidence) {
    left.judged += right.judged
    left.hundredfold += right.hundredfold
    left.example = left.example ?? right.example
    left.hasDecimals = left.hasDecimals || right.hasDecimals
  }

  /// Such as `2 of 2 are a hundred times what is owed, such as 50000 for PL/1, which owes 500.00`.
  package var description: String {
    "\(hundredfold) of \(judged) are a hundred times what is owed, such as \(example ?? "")"
  }
}
