import Billing
import Testing

@Suite("The plan of an import of payments")
struct PaymentPlanTests {
  private static let day = date("2025-03-10")

  private static func line(
    _ amount: String, _ reference: String = "r1", invoice: String = "PL/1", whole: Bool = false
  ) throws -> SettlementLine {
    SettlementLine(
      number: 2, bytes: [],
      payment: .success(
        SettlementLine.Payment(
          settled: SettledPayment(
            invoiceNumber: invoice, amount: money(amount), paidAt: .date(day),
            reference: try GatewayReference(reference)),
          isWholeNumber: whole)))
  }

  private static func facts(
    record: BillingRecordID = 1, due: String = "500", paid: String = "0",
    known: PaymentFacts.KnownPayment? = nil, on day: CalendarDate = day
  ) -> PaymentFacts {
    PaymentFacts(
      invoice: PaymentFacts.InvoiceFacts(recordID: record, due: money(due), paid: money(paid)),
      known: known, paidOn: day)
  }

  private func outcomes(
    _ lines: [SettlementLine], _ facts: [PaymentFacts]
  ) throws -> [PaymentOutcome] {
    var used = UsedUp()
    let plan = try PaymentPlan(lines, facts: facts, businessDate: Self.day, used: &used)
    #expect(plan.payments.count == plan.entries.count { $0.outcome.kind.isImported })
    return plan.entries.map(\.outcome)
  }

  @Test(
    "a payment pays an invoice, a part of it, or too much",
    arguments: [
      ("500", "0", .paid), ("499.99", "0", .partlyPaid(outstanding: money("0.01"))),
      ("500.01", "0", .overpaid(beyond: money("0.01"))), ("100", "400", .paid),
      // What was paid beyond the due before is not this payment's.
      ("100", "600", .overpaid(beyond: money("100"))),
      ("100", "450", .overpaid(beyond: money("50"))),
    ] as [(String, String, PaymentOutcome)])
  func paid(amount: String, before: String, outcome: PaymentOutcome) throws {
    #expect(try outcomes([Self.line(amount)], [Self.facts(paid: before)]) == [outcome])
  }

  @Test("what the lines before have paid counts for those after")
  func inOrder() throws {
    let lines = try [Self.line("300", "a"), Self.line("200", "b"), Self.line("1", "c")]
    #expect(
      try outcomes(lines, lines.map { _ in Self.facts() }) == [
        .partlyPaid(outstanding: money("200")), .paid, .overpaid(beyond: money("1")),
      ])
  }

  @Test("a reference counts once: the same payment again is a duplicate, another one contradicts")
  func references() throws {
    let lines = try [
      Self.line("300", "a"), Self.line("300", "a"), Self.line("301", "a"),
      Self.line("300", "a", invoice: "PL/2"),
    ]
    let facts = [1, 1, 1, 2].map { Self.facts(record: $0) }
    #expect(
      try outcomes(lines, facts) == [
        .partlyPaid(outstanding: money("200")), .duplicate,
        .contradicted("reference a is 300.00 for PL/1 already"),
        .contradicted("reference a is 300.00 for PL/1 already"),
      ])
    let known = PaymentFacts.KnownPayment(recordID: 1, invoiceNumber: nil, amount: money("300"))
    #expect(try outcomes([lines[0]], [Self.facts(known: known)]) == [.duplicate])
  }

  @Test("without an invoice, dated ahead, or unreadable, a line pays nothing")
  func rejected() throws {
    let unreadable = SettlementLine(
      number: 3, bytes: [], payment: .failure(SettlementLine.Unreadable(reason: "it has no amount"))
    )
    let lines = try [Self.line("1", "a"), unreadable, Self.line("1", "b")]
    let facts = [
      PaymentFacts(invoice: nil, known: nil, paidOn: Self.day),
      Self.facts(on: Self.day.addingDays(1)),
    ]
    let outcomes = try outcomes(lines, facts)
    #expect(
      outcomes == [
        .unknownInvoice, .unreadable("it has no amount"),
        .contradicted("it is dated 2025-03-11, after the business date 2025-03-10"),
      ])
    #expect(outcomes.allSatisfy { $0.kind.isRejected && !$0.kind.isImported })
  }

  @Test(
    "whole numbers a hundred times what is owed are paise; one with decimals shows they are not")
  func paise() throws {
    func evidence(_ lines: [SettlementLine]) throws -> PaiseEvidence {
      var used = UsedUp()
      let facts = lines.indices.map { Self.facts(record: BillingRecordID(Int32($0))) }
      return try PaymentPlan(lines, facts: facts, businessDate: Self.day, used: &used).paise
    }
    let hundredfold = try Self.line("50000", "a", whole: true)
    let plain = try Self.line("500", "b", whole: true)
    let decimals = try Self.line("500.00", "c")
    #expect(try evidence([hundredfold]).isConclusive)
    #expect(try evidence([hundredfold, plain]).isConclusive)
    #expect(try !evidence([plain]).isConclusive)
    #expect(try !evidence([hundredfold, plain, Self.line("500", "d", whole: true)]).isConclusive)
    #expect(try !evidence([hundredfold, decimals]).isConclusive)
    var sum = try evidence([hundredfold])
    sum += try evidence([decimals])
    #expect(!sum.isConclusive)
    #expect(
      try evidence([hundredfold]).description
        == "1 of 1 are a hundred times what is owed, such as 50000 for PL/1, which owes 500.00")
  }
}
