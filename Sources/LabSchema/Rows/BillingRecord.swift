package import Billing
package import Postgres

/// What a booking owes: one record a booking.
package struct BillingRecord: Equatable, Sendable {
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
}

extension BillingRecord: TableRow {
  package static let table = Table.billingRecords

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      id: row.next(&column), bookingID: row.next(&column), userID: row.next(&column),
      testIDs: row.next(&column), amounts: Amounts(row: row, next: &column),
      billingDate: row.next(&column), billingPeriod: row.next(&column), status: row.next(&column),
      invoiceNumber: row.nextIfAny(&column), invoiceDate: row.nextIfAny(&column),
      paidDate: row.nextIfAny(&column), createdAt: row.next(&column), updatedAt: row.next(&column),
      pricing: row.next(&column), fingerprint: row.next(&column), runID: row.next(&column),
      invoiceSeriesID: row.nextIfAny(&column), invoiceSequence: row.nextIfAny(&column),
      issuedNames: row.nextIfAny(&column))
  }
}
