package import Postgres

/// Reads what settlements are matched with, and writes the payments.
package struct PaymentQueries {
  let connection: Connection
  /// The billing time zone, as Postgres knows it.
  let timeZone: String

  package init(_ connection: Connection, timeZone: String) {
    self.connection = connection
    self.timeZone = timeZone
  }

  /// Locks the records of these invoices until the transaction ends, always in the same order: a
  /// second import waits its turn, and neither waits for the other.
  package func lockRecords(of payments: [SettledPayment]) throws {
    try connection.execute(
      """
      select
      from billing_records
      where invoice_number = any(\(payments.map(\.invoiceNumber))::text[])
      order by id
      for update
      """)
  }

  /// What is known of each payment, in their order.
  package func facts(of payments: [SettledPayment]) throws -> [PaymentFacts] {
    guard !payments.isEmpty else { return [] }
    return try connection.query(
      """
      select r.id, r.final_amount + adjusted.amount, paid.amount, known_record.invoice_number,
        known.amount,
        case when given.is_moment
          then (given.paid_at::timestamptz at time zone \(timeZone))::date
          else given.paid_at::date
        end
      from unnest(
        \(payments.map(\.invoiceNumber))::text[], \(payments.map(\.reference))::text[],
        \(payments.map(\.paidAt.text))::text[], \(payments.map(\.paidAt.isMoment))::boolean[]
      ) with ordinality as given (invoice_number, reference, paid_at, is_moment, place)
      left join billing_records r on r.invoice_number = given.invoice_number
      \(ExportReader.settlements)
      left join billing_payments known on known.gateway_reference = given.reference
      left join billing_records known_record on known_record.id = known.record_id
      order by given.place
      """
    ) { row in
      var invoice: PaymentFacts.InvoiceFacts?
      if let record = try row.decodeOptional(0, as: BillingRecordID.self) {
        invoice = PaymentFacts.InvoiceFacts(
          recordID: record, due: try row.decode(1), paid: try row.decode(2))
      }
      var known: PaymentFacts.KnownPayment?
      if let amount = try row.decodeOptional(4, as: Money.self) {
        // A payment's record has a number: it was found by it.
        known = PaymentFacts.KnownPayment(
          invoiceNumber: try row.optionalString(3) ?? "", amount: amount)
      }
      return PaymentFacts(invoice: invoice, known: known, paidOn: try row.decode(5))
    }
  }

  /// Writes the payments.
  package func write(_ payments: [NewPayment], runID: RunID) throws {
    try connection.copyIn(
      """
      copy billing_payments (record_id, gateway_reference, amount, fee, method, paid_on, run_id)
      from stdin
      """
    ) { writer in
      for new in payments {
        try writer.row { fields in
          fields.value(new.recordID)
          fields.text(new.payment.reference)
          fields.value(new.payment.amount)
          fields.value(new.payment.fee)
          fields.value(new.payment.method)
          fields.value(new.paidOn)
          fields.value(runID)
        }
      }
    }
  }

  /// What a run has written: how many payments, their amounts and their fees.
  package func written(by runID: RunID) throws -> (count: Int, amount: Money, fee: Money) {
    try connection.query(
      """
      select count(*), coalesce(sum(amount), 0), coalesce(sum(fee), 0)
      from billing_payments
      where run_id = \(runID)
      """
    ) { row in (try row.int(0), try row.decode(1), try row.decode(2)) }[0]
  }
}

extension PaidAt {
  fileprivate var text: String {
    switch self {
    case .date(let date): "\(date)"
    case .moment(let instant): "\(instant)"
    }
  }

  fileprivate var isMoment: Bool {
    if case .moment = self { true } else { false }
  }
}
