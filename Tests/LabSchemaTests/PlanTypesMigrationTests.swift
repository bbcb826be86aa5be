import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// A lab of before 0072: ages were whole numbers, and the tests of an offer jsonb.
@Suite("Columns get the plan's types")
struct PlanTypesMigrationTests {
  private let connection: Connection
  private let earlier = EmbeddedMigrations.beforeContract.filter { $0.version < 72 }

  init() throws {
    connection = try TestDatabase.empty().connect(searchPath: "public")
    try Migrator(connection, migrations: earlier).apply()
    try connection.run(
      script: """
        insert into users (phone, email, hashed_password) values ('1', 'a@b.c', 'x');
        insert into pets (user_id, name, species, age_years)
        select 1, 'Pet ' || place, 'Dog', age
        from unnest(array[0, 7, 2019, 2147483647, null]) with ordinality as ages (age, place);
        insert into offers (name, discount_type, discount_value, start_date, end_date, applicable_tests)
        select 'Offer ' || place, 'percentage', 10, '2025-01-01', '2025-12-31', tests::jsonb
        from unnest(array['"all"', '[1, "2"]', 'null', '[]', '{"tests": [1]}', null])
          with ordinality as written (tests, place);
        """)
  }

  private func strings(_ statement: Statement) throws -> [String] {
    try connection.query(statement) { try $0.optionalString(0) ?? "none" }
  }

  private func type(of column: String, in table: String) throws -> [String] {
    try strings(
      """
      select format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = \(table)::text::regclass and attname = \(column)
      """)
  }

  @Test("what was there keeps its meaning, and the plan's values go in")
  func values() throws {
    try Migrator(connection).apply()
    #expect(
      try strings("select age_years::text from pets order by id")
        == ["0.00", "7.00", "2019.00", "2147483647.00", "none"])
    #expect(
      try strings("select applicable_tests from offers order by id")
        == ["\"all\"", "[1, \"2\"]", "null", "[]", "{\"tests\": [1]}", "none"])
    try connection.run(
      script: """
        update pets set age_years = 0.25 where id = 1;
        update offers set applicable_tests = 'all' where id = 1;
        """)
    #expect(try strings("select age_years::text from pets where id = 1") == ["0.25"])
    for age in ["-0.01", "NaN"] {
      let error = #expect(throws: PostgresError.self) {
        try connection.execute("update pets set age_years = \(age)::numeric where id = 1")
      }
      #expect(error?.sqlState == "23514", "\(age)")
    }
    #expect(try Migrator(connection).verify().isClean)
  }

  @Test(
    "what of the app's reads the column is named, nothing is changed, and without it the step goes on",
    arguments: [
      (
        "create view my_pets as select name, age_years from pets", "my_pets",
        "drop view my_pets"
      ),
      (
        "create policy old_pets on pets using (age_years > 7)", "old_pets",
        "drop policy old_pets on pets"
      ),
      (
        "alter table pets add column is_young boolean generated always as (age_years < 2) stored",
        "is_young", "alter table pets drop column is_young"
      ),
      (
        "create view my_offers as select name, applicable_tests -> 0 as first from offers",
        "my_offers",
        "drop view my_offers"
      ),
      (
        "create index my_tests on offers using gin (applicable_tests)", "gin", "drop index my_tests"
      ),
      (
        "alter table offers add constraint my_check check (jsonb_typeof(applicable_tests) <> 'number')",
        "jsonb_typeof", "alter table offers drop constraint my_check"
      ),
    ])
  func readers(make: String, name: String, remove: String) throws {
    try connection.run(script: make)
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    let text = "\(error.map { "\($0)" } ?? "")"
    #expect(text.contains(name) && text.contains("apply again, and create it again"), "\(text)")
    try connection.run(script: remove)
    try Migrator(connection).apply()
    #expect(try type(of: "age_years", in: "pets") == ["numeric(12,2)"])
    #expect(try type(of: "applicable_tests", in: "offers") == ["text"])
  }

  @Test("tables that the app made itself keep the types that its models map")
  func appsOwn() throws {
    try connection.run(
      script: """
        comment on table pets is null;
        comment on column offers.applicable_tests is null;
        """)
    try Migrator(connection).apply()
    #expect(try type(of: "age_years", in: "pets") == ["integer"])
    #expect(try type(of: "applicable_tests", in: "offers") == ["jsonb"])
  }

  @Test("a phase brings the later migrations of its own, and those before do not overtake the next")
  func phases() throws {
    let other = try TestDatabase.empty().connect(searchPath: "public")
    for phase in [MigrationPhase.p0, .p1, .p2, .jobs] {
      try Migrator(other).apply(.phase(phase))
      #expect(try Migrator(other).status().problems == [], "\(phase)")
      #expect(try Migrator(other).plan(.phase(phase)).steps == [], "\(phase)")
      #expect(try Migrator(other).verify().isClean, "\(phase)")
    }
    try Migrator(other).check()
  }
}
