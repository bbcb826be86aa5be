internal import Postgres

/// A record as the register shows it.
package struct RegisterRow: Sendable {
  package var bookingID: BookingID
  package var serviceDate: CalendarDate?
  package var billingDate: CalendarDate
  package var customer: String
  package var pet: String?
  package var amounts: RecordAmounts
  package var status: RecordStatus
  package var invoiceNumber: String?
  package var invoiceDate: CalendarDate?
  /// Names of the open findings, joined by `;`.
  package var findings: String
}

extension ExportReader {
  /// The records posted into the scope, by billing date and booking id: the order in which they
  /// are numbered.
  package func register(_ body: (RegisterRow) throws -> Void) throws {
    try connection.forEach(
      """
      select b.id, \(terms.serviceDates.serviceDate(of: "b")), r.billing_date, \(Self.customer),
        pet.name, r.status, r.invoice_number, r.invoice_date, findings.names,
        \(RecordAmounts.columns)
      from billing_records r
      join bookings b on b.id = r.booking_id
      join users u on u.id = r.user_id
      left join pets pet on pet.id = b.pet_id
      \(Self.settlements)
      \(Self.findingNames)
      where \(scope.holdsRecord())
      order by r.billing_date, b.id
      """
    ) { row in
      try body(
        RegisterRow(
          bookingID: try row.decode(0), serviceDate: try row.decodeOptional(1),
          billingDate: try row.decode(2), customer: try row.string(3),
          pet: try row.optionalString(4), amounts: try RecordAmounts(row: row, from: 9),
          status: try row.decode(5), invoiceNumber: try row.optionalString(6),
          invoiceDate: try row.decodeOptional(7), findings: try row.string(8)))
    }
  }

  /// How many records are posted into the scope, and their sums.
  package func registerTotals() throws -> (records: Int, amounts: RecordAmounts) {
    try connection.query(
      """
      select count(*), \(RecordAmounts.sums)
      from billing_records r
      \(Self.settlements)
      where \(scope.holdsRecord())
      """
    ) { row in (try row.int(0), try RecordAmounts(row: row, from: 1)) }[0]
  }
}
