/// What an import does with some lines of a settlement: a pure comparison with what is known.
package struct PaymentPlan: Sendable {
  package private(set) var entries: [PaymentEntry] = []
  /// The payments to write, in the order of the lines.
  package private(set) var payments: [NewPayment] = []
  /// What the amounts are beside what their invoices owe.
  package private(set) var paise = PaiseEvidence()

  /// - Parameters:
  ///   - facts: of the lines that are payments, in their order.
  ///   - businessDate: what "today" is: nothing was paid after it.
  ///   - used: by the lines before, and by these afterwards.
  package init(
    _ lines: [SettlementLine], facts: [PaymentFacts], businessDate: CalendarDate,
    used: inout UsedUp
  ) throws(MoneyOverflow) {
    var rest = facts[...]
    for line in lines {
      let payment: SettlementLine.Payment
      switch line.payment {
      case .failure(let problem):
        entries.append(PaymentEntry(line: line, outcome: .unreadable(problem.reason)))
        continue
      case .success(let read): payment = read
      }
      let settled = payment.settled
      let facts = rest.removeFirst()
      let key = UsedUp.ReferenceKey(settled.reference)
      let outcome = try Self.outcome(
        of: settled, facts, known: facts.known ?? used.references[key],
        businessDate: businessDate, paid: &used.paid)
      entries.append(PaymentEntry(line: line, outcome: outcome))
      guard outcome.kind.isImported, let invoice = facts.invoice else { continue }
      try paise.add(payment, to: invoice)
      used.references[key] = PaymentFacts.KnownPayment(
        recordID: invoice.recordID, invoiceNumber: settled.invoiceNumber, amount: settled.amount)
      payments.append(
        NewPayment(recordID: invoice.recordID, payment: settled, paidOn: facts.paidOn))
    }
  }

  private static func outcome(
    of payment: SettledPayment, _ facts: PaymentFacts, known: PaymentFacts.KnownPayment?,
    businessDate: CalendarDate, paid: inout [BillingRecordID: Money]
  ) throws(MoneyOverflow) -> PaymentOutcome {
    if let known {
      let isSame = known.recordID == facts.invoice?.recordID && known.amount == payment.amount
      guard !isSame else { return .duplicate }
      let isSameInvoice = known.recordID == facts.invoice?.recordID
      let invoice =
        known.invoiceNumber ?? (isSameInvoice ? payment.invoiceNumber : "another invoice")
      return .contradicted(
        "reference \(payment.reference.text) is \(known.amount) for \(invoice) already")
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
}

/// What the lines of a settlement have used up where they are not in the database: the references, and
/// what was paid of each record.
package struct UsedUp: Sendable {
  package var references: [ReferenceKey: PaymentFacts.KnownPayment] = [:]
  package var paid: [BillingRecordID: Money] = [:]

  package init() {}

  /// A reference, in 16 bytes whatever its length. It holds within one process only.
  package struct ReferenceKey: Hashable {
    package let first: UInt64
    package let second: UInt64

    package init(_ reference: GatewayReference) {
      func half(_ seed: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(seed)
        hasher.combine(reference)
        return UInt64(bitPattern: Int64(hasher.finalize()))
      }
      first = half(0)
      second = half(1)
    }
  }
}
