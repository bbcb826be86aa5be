package import Postgres

package typealias PetID = ID<Pet>

/// An animal of a user.
package struct Pet: Model {
  package let id: PetID
  package let userID: UserID
  package let name: String
  /// Dog, Cat, Bird …; Unknown for a pet made up from an old booking.
  package let species: String
  package let breed: String?
  /// With a fraction: three months are 0.25.
  package let ageYears: ExactNumber?
  package let weightKilograms: ExactNumber?
  /// Private: never part of a register or an export.
  package let medicalHistory: String?
  package let isActive: Bool
  package let createdAt: Instant
  package let updatedAt: Instant

  package static let table = Table(
    "pets",
    columns: [
      Column("id", .integer),
      Column("user_id", .integer),
      Column("name", .text),
      Column("species", .text),
      Column("breed", .text, nullable: true),
      Column("age_years", .numeric(precision: 12, scale: 2), nullable: true),
      Column("weight_kg", .numeric(precision: 6, scale: 2), nullable: true),
      Column("medical_history", .text, nullable: true),
      Column("is_active", .boolean),
      Column("created_at", .instant),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    userID = try row.decode(1)
    name = try row.decode(2)
    species = try row.decode(3)
    breed = try row.decodeOptional(4)
    ageYears = try row.decodeOptional(5)
    weightKilograms = try row.decodeOptional(6)
    medicalHistory = try row.decodeOptional(7)
    isActive = try row.decode(8)
    createdAt = try row.decode(9)
    updatedAt = try row.decode(10)
  }
}
