package import Postgres

package typealias ClinicInfoID = ID<ClinicInfo>

/// How to reach the lab; there is at most one row.
package struct ClinicInfo: Model {
  package let id: ClinicInfoID
  /// With its country code.
  package let whatsappNumber: String
  /// Made from the number by the database.
  package let whatsappLink: String
  package let clinicAddress: String
  package let googleMapsLink: String
  package let latitude: ExactNumber?
  package let longitude: ExactNumber?
  package let openingTime: TimeOfDay?
  package let closingTime: TimeOfDay?
  package let updatedByAdminID: StaffID?
  package let updatedAt: Instant

  package static let table = Table(
    "clinic_info",
    columns: [
      Column("id", .integer),
      Column("whatsapp_number", .text),
      Column("whatsapp_link", .text, generated: true),
      Column("clinic_address", .text),
      Column("google_maps_link", .text),
      Column("latitude", .numeric(precision: 9, scale: 6), nullable: true),
      Column("longitude", .numeric(precision: 9, scale: 6), nullable: true),
      Column("opening_time", .time, nullable: true),
      Column("closing_time", .time, nullable: true),
      Column("updated_by_admin_id", .integer, nullable: true),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    whatsappNumber = try row.decode(1)
    whatsappLink = try row.decode(2)
    clinicAddress = try row.decode(3)
    googleMapsLink = try row.decode(4)
    latitude = try row.decodeOptional(5)
    longitude = try row.decodeOptional(6)
    openingTime = try row.decodeOptional(7)
    closingTime = try row.decodeOptional(8)
    updatedByAdminID = try row.decodeOptional(9)
    updatedAt = try row.decode(10)
  }
}
