package import Postgres

package typealias BlacklistedTokenID = ID<BlacklistedToken>

/// A token that was logged out before it expired.
package struct BlacklistedToken: Model {
  package let id: BlacklistedTokenID
  /// Secret: never part of a register, an export or a log.
  package let token: String
  package let userID: UserID
  package let createdAt: Instant
  package let expiresAt: Instant

  package static let table = Table(
    "token_blacklist",
    columns: [
      Column("id", .integer),
      Column("token", .text),
      Column("user_id", .integer),
      Column("created_at", .instant),
      Column("expires_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    token = try row.decode(1)
    userID = try row.decode(2)
    createdAt = try row.decode(3)
    expiresAt = try row.decode(4)
  }
}
