internal import Billing

extension Table {
  package static let users = Table(
    "users",
    "A person who books: the customer a billing record names.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("phone", .text, isPhone: true),
      Column("email", .text),
      Column("hashed_password", .text, visibility: .secret, form: .passwordHash),
      Column("full_name", .text, nullable: true),
      Column("is_active", .boolean, filling: .value("true")),
      Column("is_superuser", .boolean, filling: .value("false")),
      Column("is_verified", .boolean, filling: .value("false")),
      Column(
        "role", .text, filling: .value("'USER'"),
        meaning: "What the user may do in the app, in the app's own words."),
      Column("created_at", .instant, filling: .created),
      Column("last_login", .instant, nullable: true, isCounted: true),
      Column(
        "login_attempts", .integer, filling: .value("0"), range: .atLeast("0"), isCounted: true,
        meaning: "Failed logins since the last good one."),
      Column("is_locked", .boolean, filling: .value("false")),
    ],
    naturalKey: ["phone"], searched: ["full_name", "phone", "email"])

  package static let addresses = Table(
    "addresses",
    "A place where a user can be visited.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("user_id", .integer, references: "users"),
      Column("address_line1", .text),
      Column("city", .text),
      Column("postal_code", .text),
      Column("is_default", .boolean, filling: .value("false")),
    ],
    searched: ["address_line1", "city", "postal_code"])

  package static let staff = Table(
    "staff",
    "One of the lab's own people, with a login and rights by role.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("name", .text),
      Column("phone", .text, isPhone: true),
      Column("email", .text, nullable: true),
      Column("hashed_password", .text, visibility: .secret, form: .passwordHash),
      Column("role", .text, choices: StaffRole.names),
      Column("is_active", .boolean, filling: .value("true")),
      Column(
        "assigned_area", .text, nullable: true, meaning: "Where a collector works, for routing."),
      Column("created_at", .instant, filling: .created),
      Column("updated_at", .instant, filling: .changed),
    ],
    naturalKey: ["phone"], searched: ["name", "phone", "email", "assigned_area"])

  package static let tokenBlacklist = Table(
    "token_blacklist",
    "A token that was logged out before it expired.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("token", .text, visibility: .secret),
      Column("user_id", .integer, references: "users"),
      Column("created_at", .instant, filling: .created),
      Column("expires_at", .instant),
    ],
    rules: [.inOrder("created_at", "expires_at")])
}
