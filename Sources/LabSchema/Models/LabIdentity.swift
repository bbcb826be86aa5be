package import Postgres

/// Who this lab is: the one row of its table, written by a migration.
package struct LabIdentity: Model {
  package let labID: LabID
  package let createdAt: Instant

  package static let table = Table(
    "billing_lab",
    columns: [
      Column("lab_id", .uuid),
      Column("created_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    labID = try row.decode(0)
    createdAt = try row.decode(1)
  }
}
