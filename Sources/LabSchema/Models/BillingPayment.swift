package import Postgres

package typealias PaymentID = LongID<BillingPayment>

/// A payment that was matched to an invoice by its number.
package struct BillingPayment: Model {
  package let paymentID: PaymentID
  package let recordID: BillingRecordID
  package let gatewayReference: String
  package let amount: Money
  /// What the gateway kept, where it says so.
  package let fee: Money?
  package let method: String?
  package let paidOn: CalendarDate
  package let runID: RunID
  package let createdAt: Instant

  package static let table = Table(
    "billing_payments",
    columns: [
      Column("payment_id", .bigint),
      Column("record_id", .integer),
      Column("gateway_reference", .text),
      Column("amount", .money),
      Column("fee", .money, nullable: true),
      Column("method", .text, nullable: true),
      Column("paid_on", .date),
      Column("run_id", .bigint),
      Column("created_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    paymentID = try row.decode(0)
    recordID = try row.decode(1)
    gatewayReference = try row.decode(2)
    amount = try row.decode(3)
    fee = try row.decodeOptional(4)
    method = try row.decodeOptional(5)
    paidOn = try row.decode(6)
    runID = try row.decode(7)
    createdAt = try row.decode(8)
  }
}
