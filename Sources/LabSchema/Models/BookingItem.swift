package import Postgres

package typealias BookingItemID = ID<BookingItem>

/// How far the sample of a line is.
package enum BookingItemStatus: String, StoredEnumeration {
  case pending
  case collected
  case processing
  case completed
}

/// A test of a booking: one line of its bill (R3).
package struct BookingItem: Model {
  package let id: BookingItemID
  package let bookingID: BookingID
  package let testID: TestID
  /// Nil or below 1 is the finding `bad_quantity`.
  package let quantity: Int32?
  /// The price at the time of booking; nil for a line older than the column.
  package let unitPrice: Money?
  package let status: BookingItemStatus?

  package static let table = Table(
    "booking_items",
    columns: [
      Column("id", .integer),
      Column("booking_id", .integer),
      Column("test_id", .integer),
      Column("quantity", .integer, nullable: true),
      Column("unit_price", .numeric(precision: 10, scale: 2), nullable: true),
      Column("status", .text, nullable: true),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    bookingID = try row.decode(1)
    testID = try row.decode(2)
    quantity = try row.decodeOptional(3)
    unitPrice = try row.decodeOptional(4)
    status = try row.decodeOptional(5)
  }
}
