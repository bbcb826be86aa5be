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

  package static let billingDataChanges = Table(
    "billing_data_changes",
    "One change of a row of the lab's data: by a command, or by whoever wrote what a price depends on.",
    columns: [
      Column("change_id", .bigint),
      Column("changed_at", .instant),
      Column("table_name", .text),
      Column(
        "row_id", .bigint, nullable: true,
        meaning: "The row's id; nil where the app's own ids are no numbers."),
      Column("action", .text, choices: DataChange.Kind.names),
      Column(
        "before", .jsonb, nullable: true,
        meaning:
          "The row as it was, of an update the columns that changed; nil where it was created. A secret is ***."
      ),
      Column(
        "after", .jsonb, nullable: true,
        meaning:
          "The row as it was since, of an update the columns that changed; nil where it was deleted. A secret is ***."
      ),
      Column(
        "person", .text, nullable: true,
        meaning: "Who asked for it by a command; nil where the app or somebody in SQL changed it."),
      Column("reason", .text, nullable: true),
      Column("database_user", .text, meaning: "Who was connected."),
    ])

  package static let billingLab = Table(
    "billing_lab",
    "Who this lab is: the one row of its table, written by a migration.",
    columns: [
      Column("lab_id", .uuid),
      Column("created_at", .instant),
    ])
}
