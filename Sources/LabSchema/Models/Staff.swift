package import Postgres

package typealias StaffID = ID<Staff>

/// What a member of the staff does, and may do.
package enum StaffRole: String, StoredEnumeration {
  case admin
  case collector
  case labTech = "lab_tech"
  case analyst
}

/// One of the lab's own people, with a login and rights by role.
package struct Staff: Model {
  package let id: StaffID
  package let name: String
  package let phone: String
  package let email: String?
  /// Secret: never part of a register, an export or a log.
  package let hashedPassword: String
  package let role: StaffRole
  package let isActive: Bool
  /// Where a collector works, for routing.
  package let assignedArea: String?
  package let createdAt: Instant
  package let updatedAt: Instant

  package static let table = Table(
    "staff",
    columns: [
      Column("id", .integer),
      Column("name", .text),
      Column("phone", .text),
      Column("email", .text, nullable: true),
      Column("hashed_password", .text),
      Column("role", .text),
      Column("is_active", .boolean),
      Column("assigned_area", .text, nullable: true),
      Column("created_at", .instant),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    name = try row.decode(1)
    phone = try row.decode(2)
    email = try row.decodeOptional(3)
    hashedPassword = try row.decode(4)
    role = try row.decode(5)
    isActive = try row.decode(6)
    assignedArea = try row.decodeOptional(7)
    createdAt = try row.decode(8)
    updatedAt = try row.decode(9)
  }
}
