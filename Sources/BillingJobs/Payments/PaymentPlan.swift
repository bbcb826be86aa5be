package import LabSchema

/// What an import does with each line of a settlement: a pure comparison with what is known.
package struct PaymentPlan: Sendable {
  package private(set) var entries: [Entry] = []
  /// The payments to write, in the order of the lines.
  package private(set) var payments: [NewPayment] = []

  package struct Entry: Sendable {
    package var line: SettlementLine
    package var outcome: Outcome
  }

  /// What becomes of a line.
  package enum Outcome: Equatable, Sendable {
    /// Nothing is outstanding any more.
    case paid
    /// So much is still outstanding.
    case partlyPaid(outstanding: Money)
    /// The money came in and is recorded, so much beyond what was due.
    case overpaid(beyond: Money)
    /// The same payment was imported before.
    case duplicate
    case unknownInvoice
    /// The reference was imported as another payment, or the day of it lies ahead.
    case contradicted(String)
    case unreadable(String)

    package var kind: Kind {
      switch self {
      case .paid: .paid
      case .partlyPaid: .partlyPaid
      case .overpaid: .overpaid
      case .duplicate: .duplicate
      case .unknownInvoice: .unknownInvoice
      case .contradicted: .contradicted
      case .unreadable: .unreadable
      }
    }
  }

  package enum Kind: String, CaseIterable, Sendable {
    case paid
    case partlyPaid = "partly_paid"
    case overpaid
    case duplicate
    case unknownInvoice = "unknown_invoice"
    case contradicted
    case unreadable

    /// Whether such a line goes to the rejects.
    package var isRejected: Bool {
      self == .unknownInvoice || self == .contradicted || self == .unreadable
    }

    package var isImported: Bool {
      self == .paid || self == .partlyPaid || self == .overpaid
    }
  }

  /// - Parameters:
  ///   - facts: of the lines that are payments, in their order.
  ///   - businessDate: what "today" is: nothing was paid after it.
  package init(
    _ file: SettlementFile, facts: [PaymentFacts], businessDate: CalendarDate
  ) throws(MoneyOverflow) {
    var rest = facts[...]
    var paid: [BillingRecordID: Money] = [:]
    var references: [String: PaymentFacts.KnownPayment] = [:]
    for line in file.lines {
      guard case .success(let payment) = line.payment else {
        if case .failure(let problem) = line.payment {
          entries.append(Entry(line: line, outcome: .unreadable(problem.reason)))
        }
        continue
      }
      let facts = rest.removeFirst()
      let known = facts.known ?? references[payment.reference]
      let outcome = try Self.outcome(
        of: payment, facts, known: known, businessDate: businessDate, paid: &paid)
      entries.append(Entry(line: line, outcome: outcome))
      guard outcome.kind.isImported, let invoice = facts.invoice else { continue }
      references[payment.reference] = PaymentFacts.KnownPayment(
        invoiceNumber: payment.invoiceNumber, amount: payment.amount)
      payments.append(
        NewPayment(recordID: invoice.recordID, payment: payment, paidOn: facts.paidOn))
    }
  }

  private static func outcome(
    of payment: SettledPayment, _ facts: PaymentFacts, known: PaymentFacts.KnownPayment?,
    businessDate: CalendarDate, paid: inout [BillingRecordID: Money]
  ) throws(MoneyOverflow) -> Outcome {
    if let known {
      let isSame = known.invoiceNumber == payment.invoiceNumber && known.amount == payment.amount
      guard !isSame else { return .duplicate }
      return .contradicted(
        "reference \(payment.reference) is \(known.amount) for \(known.invoiceNumber) already")
    }
    guard let invoice = facts.invoice else { return .unknownInvoice }
    guard facts.paidOn <= businessDate else {
      return .contradicted("it is dated \(facts.paidOn), after the business date \(businessDate)")
    }
    let before = paid[invoice.recordID] ?? invoice.paid
    let after = try before + payment.amount
    paid[invoice.recordID] = after
    let outstanding = try invoice.due - after
    if outstanding > .zero { return .partlyPaid(outstanding: outstanding) }
    if outstanding == .zero { return .paid }
    // What was paid beyond the due before is that payment's, not this one's.
    let beyond = try min(payment.amount, Money.zero - outstanding)
    return .overpaid(beyond: beyond)
  }

  package var rejected: [Entry] { entries.filter { $0.outcome.kind.isRejected } }

  /// What an outcome's lines come to.
  package struct Totals: Equatable, Sendable {
    package var lines = 0
    package var amount = PlanAmounts.Sum()
    package var fee = PlanAmounts.Sum()

    package init() {}

    mutating func add(_ payment: SettledPayment?) {
      lines += 1
      guard let payment else { return }
      amount.add(payment.amount)
      if let fee = payment.fee { self.fee.add(fee) }
    }

    package static func += (left: inout Totals, right: Totals) {
      left.lines += right.lines
      left.amount += right.amount
      left.fee += right.fee
    }
  }

  /// The lines of the given kinds; an unreadable one has no amount.
  package func totals(_ kinds: (Kind) -> Bool) -> Totals {
    var totals = Totals()
    for entry in entries where kinds(entry.outcome.kind) {
      totals.add(try? entry.line.payment.get())
    }
    return totals
  }

  /// What was paid beyond what was due, in all.
  package var overpaid: PlanAmounts.Sum {
    var sum = PlanAmounts.Sum()
    for case .overpaid(let beyond) in entries.map(\.outcome) { sum.add(beyond) }
    return sum
  }
}
