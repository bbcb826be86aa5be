package import Postgres

package typealias BookingID = ID<Booking>

/// One visit: the tests booked together by a user for a pet.
package struct Booking: Model {
  package let id: BookingID
  /// Nil is the finding `no_user` (R3).
  package let userID: UserID?
  /// When the sample is collected; nil is the finding `no_date` (R1).
  package let bookingDate: Instant?
  /// The app's own word, compared trimmed and case-insensitively (R2).
  package let status: String?
  package let address: String
  package let addressLink: String
  package let createdAt: Instant
  package let updatedAt: Instant
  /// Nil until the app names the pet of each booking.
  package let petID: PetID?
  package let collectionStaffID: StaffID?
  package let notes: String?
  /// How far the visit is: any value is let in, and judged by R4.
  package let estimatedDistanceKilometers: DistanceReading

  package static let table = Table(
    "bookings",
    columns: [
      Column("id", .integer),
      Column("user_id", .integer, nullable: true),
      Column("booking_date", .instant, nullable: true),
      Column("status", .text, nullable: true),
      Column("address", .text),
      Column("address_link", .text),
      Column("created_at", .instant),
      Column("updated_at", .instant),
      Column("pet_id", .integer, nullable: true),
      Column("collection_staff_id", .integer, nullable: true),
      Column("notes", .text, nullable: true),
      Column("estimated_distance_km", .number, nullable: true),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    userID = try row.decodeOptional(1)
    bookingDate = try row.decodeOptional(2)
    status = try row.decodeOptional(3)
    address = try row.decode(4)
    addressLink = try row.decode(5)
    createdAt = try row.decode(6)
    updatedAt = try row.decode(7)
    petID = try row.decodeOptional(8)
    collectionStaffID = try row.decodeOptional(9)
    notes = try row.decodeOptional(10)
    estimatedDistanceKilometers = row.distanceReading(11)
  }
}
