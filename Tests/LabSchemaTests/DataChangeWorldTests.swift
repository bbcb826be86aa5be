import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// The triggers that keep the history, on tables that are the app's: in its session, with its types.
@Suite("The history beside an app")
struct DataChangeWorldTests {
  private let lab: SampleLab

  init() throws {
    lab = try SampleLab()
    try lab.connection.forge("truncate billing_data_changes")
  }

  private func kept() throws -> [String] {
    try lab.connection.query(
      """
      select concat_ws(' ', table_name, coalesce(row_id::text, 'none'), action, before, after)
      from billing_data_changes
      order by change_id
      """
    ) { try $0.string(0) }
  }

  @Test(
    "an app without a right on the history, kept to its rows, writes it, and no other table of that name"
  )
  func rightsOfTheApp() throws {
    let app = "\(lab.database.name)_app"
    let connection = lab.connection
    defer { try? connection.run(script: "drop owned by \(app); drop role \(app)") }
    try connection.run(
      script: """
        create role \(app);
        grant select, insert, update, delete on tests, coupons to \(app);
        alter table tests enable row level security, force row level security;
        create policy mine on tests to \(app) using (true) with check (true);
        """)
    try connection.run(
      script: """
        set session authorization \(app);
        create temporary table billing_data_changes (table_name text);
        update tests set price = 650;
        """)
    let refusal = #expect(throws: PostgresError.self) {
      try connection.execute("select from public.billing_data_changes")
    }
    #expect(refusal?.sqlState == ServerError.insufficientPrivilege)
    try connection.run(
      script: "reset session authorization; drop table pg_temp.billing_data_changes")
    #expect(try kept() == [#"tests 1 updated {"price": 600.00} {"price": 650.00}"#])
    #expect(
      try connection.query("select database_user from billing_data_changes") { try $0.string(0) }
        == [app])
  }

  @Test("the app gives its columns other types, drops and adds some, and its prices are kept")
  func otherColumns() throws {
    let connection = lab.connection
    try connection.run(
      script: """
        create type kind as enum ('percentage', 'fixed_amount');
        alter table offers
          drop constraint offers_discount_type_check,
          drop column description,
          alter column discount_type type kind using discount_type::kind,
          alter column discount_value type double precision,
          alter column applicable_tests type json using applicable_tests::json,
          alter column id type bigint,
          add column views integer not null default 0;
        alter table tests alter column price type double precision, add column colour text;
        alter table addresses drop column id, add column id uuid not null default gen_random_uuid();
        """)
    try connection.execute("update offers set views = 1")
    try connection.execute("update tests set colour = 'blue'")
    #expect(try kept() == [])
    try connection.run(
      script: """
        update offers set views = 2, discount_type = 'percentage';
        update offers set applicable_tests = '[7]';
        update tests set price = 650.5;
        """)
    try connection.changing(as: ChangeAuthor(person: "Meera")) {
      try connection.execute("update addresses set city = 'Mumbai'")
    }
    #expect(
      try kept() == [
        #"offers 1 updated {"views": 1, "discount_type": "fixed_amount"} {"views": 2, "discount_type": "percentage"}"#,
        #"offers 1 updated {"applicable_tests": [1, 2]} {"applicable_tests": [7]}"#,
        #"tests 1 updated {"price": 600} {"price": 650.5}"#,
        #"addresses none updated {"city": "Pune"} {"city": "Mumbai"}"#,
      ])
  }

  @Test("what row-level security hides from the history cannot be truncated away")
  func hiddenTruncate() throws {
    let owner = "\(lab.database.name)_owner"
    let connection = lab.connection
    defer {
      try? connection.run(
        script:
          "reassign owned by \(owner) to current_user; drop owned by \(owner); drop role \(owner)")
    }
    try connection.run(
      script: """
        create role \(owner);
        grant usage, create on schema public to \(owner);
        grant truncate on distance_pricing_configs to \(owner);
        alter table distance_pricing_configs enable row level security, force row level security;
        alter function billing_data_changes_write() owner to \(owner);
        """)
    lab.expectRefusal(ServerError.restrictViolation, "truncate distance_pricing_configs")
  }

  @Test(
    "a trigger that is gone or switched off is found, with the statement that brings it back",
    arguments: [
      (
        "drop trigger billing_data_changes_updated on coupons",
        "trigger coupons.billing_data_changes_updated is missing"
      ),
      (
        "alter table tests disable trigger billing_data_changes_inserted",
        "trigger tests.billing_data_changes_inserted is switched off"
      ),
      (
        "alter table bookings enable trigger billing_data_changes_written",
        "trigger bookings.billing_data_changes_written does not fire always"
      ),
    ])
  func broken(change: String, message: String) throws {
    try lab.connection.run(script: change)
    let migrator = Migrator(lab.connection)
    let broken = try migrator.brokenProtections()
    #expect(broken.map(\.message) == [message])
    for protection in broken { try lab.connection.run(script: protection.repair) }
    #expect(try migrator.brokenProtections() == [])
  }
}
