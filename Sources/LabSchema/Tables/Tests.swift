extension Table {
  package static let categories = Table(
    "categories",
    "A kind of test, such as haematology.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("name", .text),
    ],
    naturalKey: ["name"], searched: ["name"])

  package static let tests = Table(
    "tests",
    "A test of the catalogue.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("category_id", .integer, references: "categories"),
      Column("name", .text),
      Column("description", .text, nullable: true),
      Column("price", .money, range: .atLeast("0"), meaning: "List price."),
      Column(
        "discounted_price", .money, nullable: true, range: .atLeast("0"),
        meaning: "What is charged instead of the list price, where set."),
      Column("sample_type", .text, nullable: true),
      Column("report_time_hours", .integer, nullable: true, range: .atLeast("0")),
      Column("is_active", .boolean, filling: .value("true")),
      Column("tube_type", .varchar(100), nullable: true, meaning: "EDTA, SST, Heparin …"),
      Column(
        "sample_quantity_ml", .numeric(precision: 5, scale: 2), nullable: true, range: .atLeast("0")
      ),
      Column("sample_collection_instructions", .text, nullable: true),
      Column(
        "tat_hours", .integer, nullable: true, range: .atLeast("0"),
        meaning: "Turnaround time; another name for `report_time_hours`."),
      Column("created_at", .instant, filling: .created),
      Column("updated_at", .instant, filling: .changed),
    ],
    naturalKey: ["name"], searched: ["name", "description"],
    rules: [.inOrder("discounted_price", "price")])
}
