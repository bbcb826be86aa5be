extension Table {
  package static let categories = Table(
    "categories",
    "A kind of test, such as haematology.",
    columns: [
      Column("id", .integer),
      Column("name", .text),
    ])

  package static let tests = Table(
    "tests",
    "A test of the catalogue.",
    columns: [
      Column("id", .integer),
      Column("category_id", .integer, references: "categories"),
      Column("name", .text),
      Column("description", .text, nullable: true),
      Column("price", .money, meaning: "List price."),
      Column(
        "discounted_price", .money, nullable: true,
        meaning: "What is charged instead of the list price, where set."),
      Column("sample_type", .text, nullable: true),
      Column("report_time_hours", .integer, nullable: true),
      Column("is_active", .boolean),
      Column("tube_type", .varchar(100), nullable: true, meaning: "EDTA, SST, Heparin …"),
      Column("sample_quantity_ml", .numeric(precision: 5, scale: 2), nullable: true),
      Column("sample_collection_instructions", .text, nullable: true),
      Column(
        "tat_hours", .integer, nullable: true,
        meaning: "Turnaround time; another name for `report_time_hours`."),
      Column("created_at", .instant),
      Column("updated_at", .instant),
    ])
}
