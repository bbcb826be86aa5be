package import Postgres

/// The records of one billing date: how many of each status, and their sums, as of the last
/// refresh.
package struct BillingDaySummary: Model {
  package let billingDate: CalendarDate
  package let records: Int64
  package let drafts: Int64
  package let finalized: Int64
  package let invoiced: Int64
  package let paid: Int64
  package let baseAmount: Money
  package let discountAmount: Money
  package let distanceCharge: Money
  package let finalAmount: Money

  package static let table = Table(
    "billing_day_summary",
    columns: [
      Column("billing_date", .date),
      Column("records", .bigint),
      Column("drafts", .bigint),
      Column("finalized", .bigint),
      Column("invoiced", .bigint),
      Column("paid", .bigint),
      Column("base_amount", .number),
      Column("discount_amount", .number),
      Column("distance_charge", .number),
      Column("final_amount", .number),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    billingDate = try row.decode(0)
    records = try row.decode(1)
    drafts = try row.decode(2)
    finalized = try row.decode(3)
    invoiced = try row.decode(4)
    paid = try row.decode(5)
    baseAmount = try row.decode(6)
    discountAmount = try row.decode(7)
    distanceCharge = try row.decode(8)
    finalAmount = try row.decode(9)
  }
}
