package import Billing
package import Postgres

extension Connection {
  /// The record of a booking.
  package func record(ofBooking id: BookingID) throws -> BillingRecord? {
    try first(
      "select \(unescaped: BillingRecord.selectList) from billing_records where booking_id = \(id)",
      BillingRecord.init(row:))
  }

  /// The record an invoice number was given to.
  package func record(invoiceNumber number: String) throws -> BillingRecord? {
    try first(
      """
      select \(unescaped: BillingRecord.selectList)
      from billing_records
      where invoice_number = \(number)
      """, BillingRecord.init(row:))
  }

  /// The booking that a document is about: an invoice, or a credit or debit note, by its number.
  package func booking(ofDocument number: String) throws -> BookingID? {
    try first(
      """
      select booking_id
      from billing_records
      where invoice_number = \(number)
      union
      select r.booking_id
      from billing_adjustments a
      join billing_records r on r.id = a.record_id
      where a.adjustment_number = \(number)
      """
    ) { try $0.decode(0) }
  }

  /// A booking's status as the app wrote it, twice optional: outside, whether there is a booking.
  package func bookingStatus(_ id: BookingID) throws -> String?? {
    try first("select status from bookings where id = \(id)::bigint") { try $0.optionalString(0) }
  }

  /// The open findings of one booking.
  package func openFindings(ofBooking id: BookingID) throws -> [BillingFinding] {
    try query(
      """
      select \(unescaped: BillingFinding.selectList)
      from billing_findings f
      where \(FindingState.isCurrent()) and booking_id = \(id)
      order by finding_id
      """, BillingFinding.init(row:))
  }

  /// What tests are called today, by id.
  package func testNames(_ ids: [TestID]) throws -> [TestID: String] {
    let rows = try query("select id, name from tests where id = any(\(ids)::int[])") { row in
      (try row.decode(0, as: TestID.self), try row.string(1))
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}

extension Connection {
  /// The last invoice number given, for an example.
  package func exampleInvoiceNumber() throws -> String? {
    try first(
      """
      select r.invoice_number
      from billing_records r
      where \(RecordSQL.isInvoice())
      order by r.invoice_series_id desc, r.invoice_sequence desc
      limit 1
      """
    ) { try $0.string(0) }
  }
}
