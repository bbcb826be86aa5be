package import Postgres

package typealias BillingRecordID = ID<BillingRecord>

/// Where a record stands; it moves one step at a time, and never back.
package enum RecordStatus: String, StoredEnumeration {
  case draft
  /// From here on the amounts do not change.
  case finalized
  /// It has a number.
  case invoiced
  /// Nothing is outstanding.
  case paid

  /// What people are told: a record that is settled although nothing was ever paid of it, since it is
  /// of nothing or notes took all of it back, is not called paid. Files for programs keep the status.
  package func word(isPaidFor: Bool) -> String {
    self == .paid && !isPaidFor ? "settled" : rawValue
  }
}

/// What a booking owes: one record a booking.
package struct BillingRecord: Model {
  package let id: BillingRecordID
  package let bookingID: BookingID
  package let userID: UserID
  /// In item order, each once (R3).
  package let testIDs: TestIDList
  /// Sum of the lines (R3).
  package let baseAmount: Money
  /// From offers and coupons, at most the base (R5).
  package let discountAmount: Money
  /// The home visit (R4).
  package let distanceCharge: Money
  /// Base minus discount plus distance charge (R6).
  package let finalAmount: Money
  /// R7.
  package let billingDate: CalendarDate
  /// The month of the billing date.
  package let billingPeriod: BillingPeriod
  package let status: RecordStatus
  package let invoiceNumber: String?
  package let invoiceDate: CalendarDate?
  package let paidDate: CalendarDate?
  package let createdAt: Instant
  package let updatedAt: Instant
  /// What the amounts came from (R9).
  package let pricing: JSONText
  /// The same one means nothing changed (R9).
  package let fingerprint: String
  /// The run that last wrote this record.
  package let runID: RunID
  package let invoiceSeriesID: NumberSeriesID?
  package let invoiceSequence: Int64?
  /// What the invoice calls its customer, pet and tests; nil while it has no number.
  package let issuedNames: JSONText?

  package static let table = Table(
    "billing_records",
    columns: [
      Column("id", .integer),
      Column("booking_id", .integer),
      Column("user_id", .integer),
      Column("test_ids", .jsonb),
      Column("base_amount", .money),
      Column("discount_amount", .money),
      Column("distance_charge", .money),
      Column("final_amount", .money),
      Column("billing_date", .date),
      Column("billing_period", .text),
      Column("status", .text),
      Column("invoice_number", .text, nullable: true),
      Column("invoice_date", .date, nullable: true),
      Column("paid_date", .date, nullable: true),
      Column("created_at", .instant),
      Column("updated_at", .instant),
      Column("pricing", .jsonb),
      Column("fingerprint", .text),
      Column("run_id", .bigint),
      Column("invoice_series_id", .integer, nullable: true),
      Column("invoice_sequence", .bigint, nullable: true),
      Column("issued_names", .jsonb, nullable: true),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    bookingID = try row.decode(1)
    userID = try row.decode(2)
    testIDs = try row.decode(3)
    baseAmount = try row.decode(4)
    discountAmount = try row.decode(5)
    distanceCharge = try row.decode(6)
    finalAmount = try row.decode(7)
    billingDate = try row.decode(8)
    billingPeriod = try row.decode(9)
    status = try row.decode(10)
    invoiceNumber = try row.decodeOptional(11)
    invoiceDate = try row.decodeOptional(12)
    paidDate = try row.decodeOptional(13)
    createdAt = try row.decode(14)
    updatedAt = try row.decode(15)
    pricing = try row.decode(16)
    fingerprint = try row.decode(17)
    runID = try row.decode(18)
    invoiceSeriesID = try row.decodeOptional(19)
    invoiceSequence = try row.decodeOptional(20)
    issuedNames = try row.decodeOptional(21)
  }
}
