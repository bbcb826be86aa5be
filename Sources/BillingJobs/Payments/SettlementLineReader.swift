internal import Billing
internal import LabSchema
internal import PlainText

/// Reads the fields of one line of a settlement: what is not exactly a payment is refused with the
/// reason, in which no text of the file moves a terminal.
struct SettlementLineReader {
  let fields: [String]
  let columns: SettlementColumns
  let currency: String

  func payment() throws(SettlementLine.Unreadable) -> SettlementLine.Payment {
    guard fields.count == columns.width else {
      throw .init(
        reason: "it has \(counted(fields.count, "field")), and the header has \(columns.width)")
    }
    for column in SettlementColumn.allCases { try check(column) }
    let amount = try amount(.amount)
    guard amount > .zero else { throw .init(reason: "amount \(amount) is not more than 0") }
    let fee = field(.fee).isEmpty ? nil : try self.amount(.fee)
    if let fee, fee.isNegative || fee > amount {
      throw .init(reason: "fee \(fee) is not between 0 and the amount")
    }
    try checkCurrency()
    let paidAt = try text(.paidAt)
    guard let moment = PaidAt(paidAt), paidAt >= "2000" else {
      throw .init(
        reason: "paid_at \"\(ForeignText.shown(paidAt))\" is not a date such as 2025-01-15 or "
          + "2025-01-15T10:30:00Z")
    }
    let method = field(.method)
    return SettlementLine.Payment(
      settled: SettledPayment(
        invoiceNumber: try invoiceNumber(), amount: amount, paidAt: moment,
        reference: try reference(), fee: fee, method: method.isEmpty ? nil : method),
      isWholeNumber: !field(.amount).utf8.contains(UInt8(ascii: ".")))
  }

  private func field(_ column: SettlementColumn) -> String { columns.field(column, of: fields) }

  private func check(_ column: SettlementColumn) throws(SettlementLine.Unreadable) {
    let text = field(column)
    // A quote that is never closed swallows the lines after it.
    if text.contains(where: \.isNewline) {
      throw .init(reason: "\(column.rawValue) goes over several lines: a quote is not closed")
    }
    if let problem = ForeignText.problem(text) {
      throw .init(reason: "\(column.rawValue) \(problem)")
    }
  }

  private func invoiceNumber() throws(SettlementLine.Unreadable) -> String {
    let number = try text(.invoiceNumber)
    // Any other damage makes it the number of no invoice.
    if let damage = SpreadsheetDamage(number), damage == .formula || damage == .apostrophe {
      throw .init(
        reason: "invoice_number \"\(ForeignText.shown(number))\" \(damage.reason)")
    }
    return number
  }

  private func reference() throws(SettlementLine.Unreadable) -> GatewayReference {
    let text = try text(.reference)
    do {
      return try GatewayReference(text)
    } catch {
      throw .init(reason: "reference \"\(ForeignText.shown(text))\" \(error.reason)")
    }
  }

  private func checkCurrency() throws(SettlementLine.Unreadable) {
    let text = field(.currency)
    guard text.isEmpty || text.uppercased() == currency else {
      throw .init(
        reason: "currency \"\(ForeignText.shown(text))\" is not the lab's, which is \(currency)")
    }
  }

  private func text(_ column: SettlementColumn) throws(SettlementLine.Unreadable) -> String {
    let text = field(column)
    guard !text.isEmpty else { throw .init(reason: "\(column.rawValue) is empty") }
    return text
  }

  private func amount(_ column: SettlementColumn) throws(SettlementLine.Unreadable) -> Money {
    let text = try text(column)
    guard Self.isPlain(text), case .amount(let money) = AmountReading(text.utf8.span),
      money.isStorable
    else {
      throw .init(
        reason: "\(column.rawValue) \"\(ForeignText.shown(text))\" is not an amount such as "
          + "1234.50")
    }
    return money
  }

  /// Digits, and a point with one or two more: what else could be meant by `1e3` or `.5` is not
  /// guessed at. A sign is read, so that it can be told that the amount is not above 0.
  private static func isPlain(_ text: String) -> Bool {
    let bytes = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.allSatisfy(isDigit) })
    else { return false }
    return parts.count == 1 || parts.count == 2 && (1...2).contains(parts[1].count)
  }
}
