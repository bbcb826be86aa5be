package import Billing
package import Postgres

/// What a booking owes: one record a booking.
package struct BillingRecord: TableRow {
  package let id: BillingRecordID
  package let bookingID: BookingID
  package let userID: UserID
  /// In item order, each once (R3).
  package let testIDs: TestIDList
  package let amounts: Amounts
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

  package static let table = Table.billingRecords

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    bookingID = try row.decode(1)
    userID = try row.decode(2)
    testIDs = try row.decode(3)
    amounts = try Amounts(row: row, from: 4)
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
