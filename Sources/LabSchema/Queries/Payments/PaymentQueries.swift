package import Billing
package import Postgres

/// What settlements are matched with.
extension Connection {
  /// Locks the records of these invoices until the transaction ends, always in the same order: a
  /// second import waits its turn, and neither waits for the other.
  package func lockRecords(of payments: [SettledPayment]) throws {
    try execute(
      """
      select
      from billing_records
      where invoice_number = any(\(payments.map(\.invoiceNumber))::text[])
      order by id
      for update
      """)
  }

  /// What is known of each payment, in their order.
  ///
  /// - Parameter timeZone: of billing, as Postgres knows it.
  package func facts(
    of payments: [SettledPayment], timeZone: String
  ) throws -> [PaymentFacts] {
    guard !payments.isEmpty else { return [] }
    return try query(
      """
      with given as (
        select *
        from unnest(
          \(payments.map(\.invoiceNumber))::text[], \(payments.map(\.reference.text))::text[],
          \(payments.map(\.paidAt.text))::text[], \(payments.map(\.paidAt.isMoment))::boolean[]
        ) with ordinality as given (invoice_number, reference, paid_at, is_moment, place)
      ),
      -- Each invoice once, however many lines pay a part of it.
      invoice as materialized (
        select r.invoice_number, r.id, \(Balance.due) as due, paid.amount as paid
        from (select distinct invoice_number from given) named
        join billing_records r on r.invoice_number = named.invoice_number
        \(ExportReader.settlements)
      )
      select invoice.id, invoice.due, invoice.paid, known.record_id, known_record.invoice_number,
        known.amount,
        case when given.is_moment
          then (given.paid_at::timestamptz at time zone \(timeZone))::date
          else given.paid_at::date
        end
      from given
      left join invoice on invoice.invoice_number = given.invoice_number
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
      if let record = try row.decodeOptional(3, as: BillingRecordID.self) {
        known = PaymentFacts.KnownPayment(
          recordID: record, invoiceNumber: try row.optionalString(4), amount: try row.decode(5))
      }
      return PaymentFacts(invoice: invoice, known: known, paidOn: try row.decode(6))
    }
  }
}

extension RunWriter {
  /// Posts payments.
  package func post(_ payments: [NewPayment]) throws {
    try connection.copyIn(
      """
      copy billing_payments (record_id, gateway_reference, amount, fee, method, paid_on, run_id)
      from stdin
      """
    ) { writer in
      for new in payments {
        try writer.row { fields in
          fields.value(new.recordID)
          fields.text(new.payment.reference.text)
          fields.value(new.payment.amount)
          fields.value(new.payment.fee)
          fields.value(new.payment.method)
          fields.value(new.paidOn)
          fields.value(runID)
        }
      }
    }
  }
}

extension Connection {
  /// What a run has posted: how many payments, their amounts and their fees.
  package func payments(postedBy runID: RunID) throws -> (count: Int, amount: Money, fee: Money) {
    try query(
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

/// A reference that payments have in two spellings, from before spellings were one: one payment may have
/// been imported twice.
package struct PaymentTwins: Equatable, Sendable {
  package var reference: String
  package var payments: [Int]
}

extension Connection {
  /// The references that several payments have when each is in its one form.
  package func paymentTwins() throws -> [PaymentTwins] {
    try query(
      """
      select normalize(p.gateway_reference, nfc),
        string_agg(p.payment_id::text, ' ' order by p.payment_id)
      from billing_payments p
      where normalize(p.gateway_reference, nfc) in (
        select normalize(other.gateway_reference, nfc)
        from billing_payments other
        where other.gateway_reference is not nfc normalized
      )
      group by normalize(p.gateway_reference, nfc)
      having count(*) > 1
      order by min(p.payment_id)
      """
    ) { row in
      PaymentTwins(
        reference: try row.string(0),
        payments: try row.string(1).split(separator: " ").compactMap { Int($0) })
    }
  }
}
