package import Postgres

package typealias UserID = ID<User>

/// A person who books: the customer a billing record names.
package struct User: Model {
  package let id: UserID
  package let phone: String
  package let email: String
  /// Secret: never part of a register, an export or a log.
  package let hashedPassword: String
  package let fullName: String?
  package let isActive: Bool
  package let isSuperuser: Bool
  package let isVerified: Bool
  /// What the user may do in the app, in the app's own words.
  package let role: String
  package let createdAt: Instant
  package let lastLogin: Instant?
  /// Failed logins since the last good one.
  package let loginAttempts: Int32
  package let isLocked: Bool

  package static let table = Table(
    "users",
    columns: [
      Column("id", .integer),
      Column("phone", .text),
      Column("email", .text),
      Column("hashed_password", .text),
      Column("full_name", .text, nullable: true),
      Column("is_active", .boolean),
      Column("is_superuser", .boolean),
      Column("is_verified", .boolean),
      Column("role", .text),
      Column("created_at", .instant),
      Column("last_login", .instant, nullable: true),
      Column("login_attempts", .integer),
      Column("is_locked", .boolean),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    phone = try row.decode(1)
    email = try row.decode(2)
    hashedPassword = try row.decode(3)
    fullName = try row.decodeOptional(4)
    isActive = try row.decode(5)
    isSuperuser = try row.decode(6)
    isVerified = try row.decode(7)
    role = try row.decode(8)
    createdAt = try row.decode(9)
    lastLogin = try row.decodeOptional(10)
    loginAttempts = try row.decode(11)
    isLocked = try row.decode(12)
  }
}
