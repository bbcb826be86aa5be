extension Table {
  package static let testBatchGroups = Table(
    "test_batch_groups",
    "Tests of one booking that are handled together, such as a wellness panel.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("booking_id", .integer, references: "bookings"),
      Column("batch_name", .text, nullable: true),
      Column("description", .text, nullable: true),
      Column("created_at", .instant, filling: .created),
      Column("updated_at", .instant, filling: .changed),
    ],
    searched: ["batch_name", "description"])

  package static let testReports = Table(
    "test_reports",
    "What one test of one booking found.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("booking_item_id", .integer, references: "booking_items"),
      Column("pet_id", .integer, references: "pets"),
      Column("test_id", .integer, references: "tests"),
      Column("batch_group_id", .integer, nullable: true, references: "test_batch_groups"),
      Column("report_file_url", .text, nullable: true),
      Column("findings", .text, nullable: true),
      Column(
        "status", .text, choices: ["pending", "generated", "verified", "delivered"],
        filling: .value("'pending'")),
      Column("created_at", .instant, filling: .created),
      Column("generated_at", .instant, nullable: true),
      Column("delivered_at", .instant, nullable: true),
      Column("updated_at", .instant, filling: .changed),
    ],
    naturalKey: ["booking_item_id"], searched: ["report_file_url"],
    rules: [.inOrder("generated_at", "delivered_at")])
}
