internal import Billing

extension Table {
  package static let schemaMigrations = Table(
    "schema_migrations",
    "A migration that was applied to this schema, and from which text.",
    columns: [
      Column("version", .integer),
      Column("name", .text),
      Column("phase", .text, choices: MigrationPhase.names),
      Column("sha256", .text, meaning: "Of the file as it was applied, in hexadecimal."),
      Column(
        "is_adopted", .boolean,
        meaning: "Whether the running app had made its tables already: recognised, not run."),
      Column("applied_at", .instant),
      Column("duration_ms", .bigint),
    ])

  package static let schemaBackfills = Table(
    "schema_backfills",
    "How far a backfill has come: its cursor, moved in the transaction of each batch.",
    columns: [
      Column("version", .integer, meaning: "The migration's."),
      Column(
        "last_id", .bigint, nullable: true,
        meaning: "The last id that was looked at; nil is none yet."),
      Column("batches", .bigint),
      Column("rows_changed", .bigint),
      Column(
        "newest_row_at", .instant, nullable: true,
        meaning:
          "When the newest of the rows that needed it was created: how long ago the app last wrote the old way."
      ),
      Column("started_at", .instant),
      Column("updated_at", .instant),
    ])

  package static let billingLab = Table(
    "billing_lab",
    "Who this lab is: the one row of its table, written by a migration.",
    columns: [
      Column("lab_id", .uuid),
      Column("created_at", .instant),
    ])
}
