internal import Billing

extension Table {
  package static let users = Table(
    "users",
    "A person who books: the customer a billing record names.",
    columns: [
      Column("id", .integer),
      Column("phone", .text),
      Column("email", .text),
      Column("hashed_password", .text, visibility: .secret),
      Column("full_name", .text, nullable: true),
      Column("is_active", .boolean),
      Column("is_superuser", .boolean),
      Column("is_verified", .boolean),
      Column("role", .text, meaning: "What the user may do in the app, in the app's own words."),
      Column("created_at", .instant),
      Column("last_login", .instant, nullable: true),
      Column("login_attempts", .integer, meaning: "Failed logins since the last good one."),
      Column("is_locked", .boolean),
    ])

  package static let addresses = Table(
    "addresses",
    "A place where a user can be visited.",
    columns: [
      Column("id", .integer),
      Column("user_id", .integer, references: "users"),
      Column("address_line1", .text),
      Column("city", .text),
      Column("postal_code", .text),
      Column("is_default", .boolean),
    ])

  package static let staff = Table(
    "staff",
    "One of the lab's own people, with a login and rights by role.",
    columns: [
      Column("id", .integer),
      Column("name", .text),
      Column("phone", .text),
      Column("email", .text, nullable: true),
      Column("hashed_password", .text, visibility: .secret),
      Column("role", .text, choices: StaffRole.names),
      Column("is_active", .boolean),
      Column(
        "assigned_area", .text, nullable: true, meaning: "Where a collector works, for routing."),
      Column("created_at", .instant),
      Column("updated_at", .instant),
    ])

  package static let tokenBlacklist = Table(
    "token_blacklist",
    "A token that was logged out before it expired.",
    columns: [
      Column("id", .integer),
      Column("token", .text, visibility: .secret),
      Column("user_id", .integer, references: "users"),
      Column("created_at", .instant),
      Column("expires_at", .instant),
    ])
}
