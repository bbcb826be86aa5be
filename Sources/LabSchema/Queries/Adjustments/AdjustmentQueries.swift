package import Postgres

extension Connection {
  /// The bookings whose finalized records are posted into a period, in the order of their invoices.
  package func finalizedBookings(of period: BillingPeriod) throws -> [BookingID] {
    try query(
      """
      select booking_id
      from billing_records
      where billing_period = \(period) and status <> 'draft'
      order by billing_date, booking_id
      """
    ) { try $0.decode(0) }
  }

  /// The invoice numbers of these bookings' records, of those that have one.
  package func invoiceNumbers(of bookings: [BookingID]) throws -> [BookingID: String] {
    let rows = try query(
      """
      select booking_id, invoice_number
      from billing_records
      where booking_id = any(\(bookings)::int[]) and invoice_number is not null
      """
    ) { row in (try row.decode(0, as: BookingID.self), try row.string(1)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}
