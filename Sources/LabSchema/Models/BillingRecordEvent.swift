package import Postgres

/// A step of a booking's record.
package enum RecordEventKind: String, StoredEnumeration {
  /// Its amounts were written, as a draft.
  case drafted
  /// The draft went: its booking was not billable any more.
  case removed
  case finalized
  case invoiced
}

/// One step of a booking's record: which run took it, and the amounts as they were then. A draft is
/// written over; this is where its earlier amounts stay.
package struct BillingRecordEvent: Model {
  /// May name a booking that is no more.
  package let bookingID: BookingID
  package let runID: RunID
  package let event: RecordEventKind
  package let happenedAt: Instant
  package let billingDate: CalendarDate
  package let baseAmount: Money
  package let discountAmount: Money
  package let distanceCharge: Money
  package let finalAmount: Money

  package static let table = Table(
    "billing_record_events",
    columns: [
      Column("booking_id", .integer),
      Column("run_id", .bigint),
      Column("event", .text),
      Column("happened_at", .instant),
      Column("billing_date", .date),
      Column("base_amount", .money),
      Column("discount_amount", .money),
      Column("distance_charge", .money),
      Column("final_amount", .money),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    bookingID = try row.decode(0)
    runID = try row.decode(1)
    event = try row.decode(2)
    happenedAt = try row.decode(3)
    billingDate = try row.decode(4)
    baseAmount = try row.decode(5)
    discountAmount = try row.decode(6)
    distanceCharge = try row.decode(7)
    finalAmount = try row.decode(8)
  }
}
