import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("The catalog")
struct CatalogTests {
  private struct CatalogColumn: Equatable {
    var name: String
    var type: String
    var isNullable: Bool
    var isGenerated: Bool
  }

  @Test("each table has the columns of its model: names, types, nulls, generated ones, no others")
  func columns() throws {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    for table in LabTables.all {
      let isView = LabTables.summaries.contains(table)
      let found = try connection.query(
        """
        select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
          a.attgenerated <> ''
        from pg_attribute a
        where a.attrelid = \(table.name)::regclass and a.attnum > 0 and not a.attisdropped
        """
      ) { row in
        // A materialized view's columns carry no NOT NULL.
        CatalogColumn(
          name: try row.string(0), type: try row.string(1),
          isNullable: isView ? false : try row.bool(2), isGenerated: try row.bool(3))
      }
      let expected = table.columns.map { column in
        CatalogColumn(
          name: column.name, type: column.type.sql, isNullable: column.isNullable,
          isGenerated: column.isGenerated)
      }
      for column in expected where !found.contains(column) {
        Issue.record("\(table.name): \(column) is not in the database")
      }
      for column in found where !expected.contains(column) {
        Issue.record("\(table.name): \(column) is not in the model")
      }
    }
  }

  @Test("there is no table without a model")
  func tables() throws {
    let names = try TestDatabase.make().connect().query(
      """
      select relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
      """
    ) { row in try row.string(0) }
    // The view that is locked and never read has none.
    #expect(Set(names) == Set(LabTables.all.map(\.name) + [LabTables.peopleLock]))
  }

  @Test("a view is described alike by every version of the server")
  func viewDefinitions() throws {
    let connection = try TestDatabase.make().connect(searchPath: "public")
    try connection.run(
      script: """
        create view one as
          select r.id, 'r.id' as text from billing_records as r where r.status = 'paid' order by r.id;
        create view two as select r.id, b.id as booking from billing_records r join bookings b on true;
        create view nested as
          select r.id from billing_records r where exists (select from bookings b where b.id = r.id);
        """)
    let views = Dictionary(
      uniqueKeysWithValues: try CatalogReader(connection).objects()
        .filter { $0.kind == .view }.map { ($0.name, $0.definition) })
    #expect(
      views["one"]
        == "SELECT id, 'id'::text AS text FROM billing_records r WHERE status = 'paid'::text ORDER BY id;"
    )
    #expect(
      views["two"]
        == "SELECT r.id, b.id AS booking FROM billing_records r JOIN bookings b ON true;")
    #expect(
      views["nested"]
        == """
        SELECT id FROM billing_records r \
        WHERE (EXISTS ( SELECT FROM bookings b WHERE b.id = id));
        """)
  }

  @Test("each foreign key is the beginning of an index")
  func indexedForeignKeys() throws {
    let unindexed = try TestDatabase.make().connect().query(
      """
      select c.conname
      from pg_constraint c
      where c.contype = 'f'
        and not exists (
          select from pg_index i
          where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null
        )
      """
    ) { row in try row.string(0) }
    #expect(unindexed == [])
  }

  @Test("what the plan and the nightly look for is indexed")
  func plannedIndexes() throws {
    let connection = try TestDatabase.make().connect()
    for (table, columns) in Self.planned {
      let definitions = try connection.query(
        "select indexdef from pg_indexes where tablename = \(table)"
      ) { row in try row.string(0) }
      #expect(
        definitions.contains { $0.contains("(\(columns))") || $0.contains("(\(columns), ") },
        "\(table) (\(columns)): \(definitions)")
    }
  }

  private static let planned = [
    ("pets", "name"), ("staff", "name"), ("staff", "role"), ("bookings", "booking_date"),
    ("bookings", "status"), ("offers", "start_date"), ("offers", "end_date"),
    ("coupons", "start_date"), ("coupons", "end_date"),
    ("coupon_redemptions", "redemption_date"),
    ("coupon_redemptions", "coupon_id, redemption_date, id"),
    ("coupon_redemptions", "coupon_id, user_id, redemption_date, id"),
    ("distance_pricing_configs", "effective_from"), ("prescription_uploads", "uploaded_at"),
    ("test_reports", "status"), ("booking_items", "status"),
    ("billing_records", "billing_date, booking_id"), ("billing_records", "billing_period"),
    ("billing_records", "status"), ("billing_findings", "booking_id"),
  ]

  @Test("nothing of the schema is tied to the name of a schema")
  func otherSchema() throws {
    let database = try TestDatabase.empty()
    try database.connect().execute("create schema \"Second Lab\"")
    try Migrator(try database.connect(searchPath: "Second Lab")).apply()
    let schemas = try database.connect().query(
      """
      select distinct relnamespace::regnamespace::text from pg_class
      where relname = any (\(LabTables.all.map(\.name))::text[])
      union
      select pronamespace::regnamespace::text from pg_proc where proname like 'billing%'
      """
    ) { row in try row.string(0) }
    #expect(schemas == ["\"Second Lab\""])
  }
}
