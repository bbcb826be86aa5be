import LabSchema
import Postgres
import TestLab
import Testing

/// `migrate roles --app`: the app's own role, which has its rights on the tables that it had, and is
/// not the owner of those which the plan added.
@Suite("The rights of the app")
struct AppRoleTests {
  private let lab: SampleLab
  private let roles: LabRoles
  private let app: String

  init() throws {
    lab = try SampleLab()
    // Roles belong to the server, which other tests share.
    roles = LabRoles(prefix: lab.database.name)
    app = "\(lab.database.name)_site"
    try lab.connection.run(
      script: """
        create role \(app) login;
        grant select, insert, update, delete
          on users, addresses, categories, tests, bookings, booking_items to \(app);
        """)
  }

  private func tidyUp(_ more: String...) {
    #expect(throws: Never.self) { try roles.drop(with: [app] + more, lab.connection) }
  }

  private func asApp(_ body: () throws -> Void) throws {
    try lab.connection.run(script: "set session authorization \(app)")
    defer { try? lab.connection.run(script: "reset session authorization") }
    try body()
  }

  private func strings(_ statement: Statement) throws -> [String] {
    try lab.connection.query(statement) { try $0.string(0) }
  }

  private func expectRefused(
    _ statements: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for statement in statements {
      let error = #expect(throws: PostgresError.self, sourceLocation: sourceLocation) {
        try lab.connection.run(script: statement)
      }
      #expect(
        error?.sqlState == ServerError.insufficientPrivilege, "\(statement)",
        sourceLocation: sourceLocation)
    }
  }

  /// What the plan's models do: each table is written, changed, read and cleared again.
  private static let models = """
    insert into staff (name, phone, hashed_password, role) values ('Uma', '9', 'h', 'collector');
    update staff set is_active = false where name = 'Uma';
    insert into pets (user_id, name, species, age_years) values (1, 'Mishti', 'Cat', 0.25);
    update pets set weight_kg = 2.5, medical_history = 'None' where name = 'Mishti';
    insert into bookings (user_id, booking_date, status, pet_id, collection_staff_id, notes)
    select 1, '2025-01-20 04:30Z', 'pending', p.id, s.id, 'Ring twice'
    from pets p, staff s where p.name = 'Mishti' and s.name = 'Uma';
    insert into booking_items (booking_id, test_id, quantity, unit_price)
    select max(id), 1, 1, 500 from bookings;
    insert into test_batch_groups (booking_id, batch_name) select max(id), 'Panel' from bookings;
    update test_batch_groups set description = 'Blood' where batch_name = 'Panel';
    insert into test_reports (booking_item_id, pet_id, test_id, batch_group_id)
    select max(i.id), max(p.id), 1, max(g.id) from booking_items i, pets p, test_batch_groups g;
    update test_reports set status = 'delivered', findings = 'Normal' where status = 'pending';
    insert into prescription_uploads
      (booking_id, user_id, file_url, file_name, file_type, file_size_bytes)
    select max(id), 1, 'https://f.example/1', 'rx.pdf', 'application/pdf', 10 from bookings;
    update prescription_uploads set verification_notes = 'Legible' where file_name = 'rx.pdf';
    update users set last_login = now(), login_attempts = 0, is_locked = false where id = 1;
    update tests set tube_type = 'SST', tat_hours = 24 where id = 1;
    insert into token_blacklist (token, user_id, expires_at) values ('t', 1, now());
    update token_blacklist set expires_at = now() where token = 't';
    insert into offers (name, discount_type, discount_value, start_date, end_date, applicable_tests)
    values ('Camp', 'percentage', 10, '2025-01-01', '2025-01-31', 'all');
    update offers set discount_value = 12.5 where name = 'Camp';
    insert into coupons (code, offer_id, start_date, end_date)
    select 'CAMP', id, '2025-01-01Z', '2025-01-31Z' from offers where name = 'Camp';
    update distance_pricing_configs set effective_until = '2025-02-28';
    insert into distance_pricing_configs
      (base_charge, charge_per_km, max_free_distance_km, effective_from)
    values (60, 6, 2, '2025-03-01');
    update clinic_info set opening_time = '08:00';
    """

  /// A coupon is redeemed: its row is locked, counted, and the redemption written.
  private static let checkout = """
    begin;
    select current_uses from coupons where code = 'CAMP' for update;
    insert into coupon_redemptions (coupon_id, booking_id, user_id, discount_amount, redemption_date)
    select c.id, (select max(id) from bookings), 1, 62.50, now() from coupons c where c.code = 'CAMP';
    update coupons set current_uses = current_uses + 1 where code = 'CAMP';
    update coupon_redemptions set discount_amount = 50 where discount_amount = 62.50;
    commit;
    """

  private static let clearing = """
    delete from coupon_redemptions where discount_amount = 50;
    delete from coupons where code = 'CAMP';
    delete from offers where name = 'Camp';
    delete from prescription_uploads where file_type = 'application/pdf';
    delete from test_reports where findings = 'Normal';
    delete from test_batch_groups where batch_name = 'Panel';
    delete from token_blacklist where token = 't';
    delete from bookings where notes = 'Ring twice' and status = 'pending';
    delete from pets where name = 'Mishti';
    delete from staff where name = 'Uma';
    delete from distance_pricing_configs where base_charge = 60;
    delete from clinic_info;
    """

  @Test("the app does with the plan's tables all that their models do, and could not before")
  func models() throws {
    defer { tidyUp() }
    try asApp {
      expectRefused([
        "insert into pets (user_id, name, species) values (1, 'Mishti', 'Cat')",
        "select from offers", "update coupons set current_uses = 1",
      ])
    }
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [app])
    try roles.create(lab.connection, apps: [app])
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [])
    try asApp {
      try lab.connection.run(script: Self.models)
      try lab.connection.run(script: Self.checkout)
      #expect(try strings("select current_uses::text from coupons where code = 'CAMP'") == ["1"])
      #expect(try strings("select final_amount::text from billing_records") == ["962.81"])
      try lab.connection.run(script: Self.clearing)
    }
    #expect(try Migrator(lab.connection).verify().isClean)
  }

  @Test("nothing of the job's is the app's: no record, run, number, payment or finding")
  func nothingOfTheJobs() throws {
    defer { tidyUp() }
    try roles.create(lab.connection, apps: [app])
    let tables = (LabTables.jobs + LabTables.summaries).map(\.name)
    try asApp {
      expectRefused(
        tables.map { "select from \($0)" } + tables.map { "delete from \($0)" } + [
          "insert into billing_records (booking_id) values (1)",
          "update billing_records set final_amount = 0", "delete from billing_records",
          "truncate billing_records", "insert into billing_runs (job) values ('nightly')",
          "update billing_number_series set last_sequence = 0",
          "insert into billing_payments (record_id) values (1)",
          "update billing_findings set released_at = now()",
          "select refresh_billing_summaries()", "select billing_records_settle(array[1], 1)",
          "select nextval('billing_runs_run_id_seq')", "create table extra (id integer)",
          "alter table pets add column extra integer", "truncate offers cascade",
        ])
    }
    try lab.connection.run(script: "grant update on billing_records to \(app)")
    #expect(
      try Migrator(lab.connection).verify().rights.map(\.message) == [
        "\(app) may update table billing_records"
      ])
    try roles.create(lab.connection, apps: [app])
    #expect(try Migrator(lab.connection).verify().isClean)
    #expect(
      try strings("select has_table_privilege(\(app)::text, 'billing_records', 'select')::text")
        == ["true"])
  }

  @Test("run again it changes nothing, with row-level security and without")
  func twice() throws {
    let other = "\(app)_two"
    try lab.connection.run(
      script: """
        create role \(other);
        alter table pets enable row level security;
        alter table coupons enable row level security;
        create policy own on coupons to \(app) using (code <> 'SECRET');
        """)
    defer { tidyUp(other) }
    let state: Statement = """
      select concat_ws(' ', relname, relacl::text, relowner::regrole::text)
      from pg_class
      where relnamespace = 'public'::regnamespace
      union all
      select concat_ws(' ', tablename, policyname, roles::text, cmd, qual, with_check) from pg_policies
      union all
      select nspacl::text from pg_namespace where nspname = 'public'
      order by 1
      """
    try roles.create(lab.connection, apps: [app])
    let first = try strings(state)
    #expect(
      first.contains("pets \(roles.prefix)_app_insert {\(app)} INSERT true"), "\(first)")
    // A policy of the app's own is what keeps its customers apart.
    #expect(!first.contains { $0.hasPrefix("coupons \(roles.prefix)_app") })
    try asApp {
      #expect(try strings("select name from pets") == ["Rex"])
      try lab.connection.run(script: Self.models)
      try lab.connection.run(script: Self.checkout)
    }
    try roles.create(lab.connection, apps: [app])
    #expect(try strings(state) == first)
    try roles.create(lab.connection)
    #expect(try strings(state) == first)
    let statements = try roles.statements(lab.connection, apps: [app])
    #expect(statements.allSatisfy { !$0.contains(app) }, "\(statements)")
    // A second role shares the policies, and takes nothing from the first.
    try roles.create(lab.connection, apps: [other, app])
    #expect(
      try strings(
        """
        select string_agg(distinct roles::text, ' ') from pg_policies
        where policyname like \(roles.prefix + "_app_%") and tablename = 'pets'
        """) == ["{\(app),\(other)}"])
    // No policy names it on coupons.
    #expect(
      try strings(
        "select distinct roles::text from pg_policies where tablename = 'coupons' order by 1"
      )
      .contains("{\(other)}"))
    #expect(
      try roles.statements(lab.connection, apps: [app, other]).allSatisfy { !$0.contains(app) })
  }

  @Test("a role with default privileges may be the app's: what it was named for stays with it")
  func defaultPrivileges() throws {
    try lab.connection.run(
      script: "alter default privileges in schema public grant select on tables to \(app)")
    defer { tidyUp() }
    for _ in 1...2 {
      try roles.create(lab.connection, apps: [app])
      #expect(try Migrator(lab.connection).verify().isClean)
      try roles.create(lab.connection)
      #expect(
        try strings("select has_table_privilege(\(app)::text, 'billing_records', 'select')::text")
          == ["true"])
    }
    // The next table of the job is nobody else's, and the app keeps what it had.
    let next = try #require(
      Migration(name: "0900_jobs_extra", sql: "create table billing_extra (id integer)"))
    try Migrator(lab.connection, migrations: EmbeddedMigrations.all + [next]).apply()
    #expect(
      try strings("select has_table_privilege(\(app)::text, 'billing_records', 'select')::text")
        == ["true"])
  }

  @Test("who had rights on some columns of bookings gets those that the plan added")
  func addedColumns() throws {
    defer { tidyUp() }
    try lab.connection.run(
      script: """
        update schema_migrations set is_adopted = true where phase = 'baseline';
        revoke all on bookings, tests from \(app);
        grant select (id, status), insert (user_id, booking_date, status) on bookings to \(app);
        """)
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [app])
    try roles.create(lab.connection, apps: [app])
    try asApp {
      try lab.connection.run(
        script: """
          insert into bookings (user_id, booking_date, status, pet_id, estimated_distance_km)
          values (1, now(), 'pending', 1, 2.5);
          select id, pet_id from bookings;
          """)
      expectRefused([
        "update bookings set pet_id = 1", "select address from bookings",
        "select tat_hours from tests",
      ])
    }
  }

  @Test(
    "what of the job's belongs to the app's role changes hands, and the plan's tables stay its own")
  func owner() throws {
    defer { tidyUp() }
    try lab.connection.run(
      script: """
        alter table billing_runs owner to \(app);
        alter materialized view billing_day_summary owner to \(app);
        alter function refresh_billing_summaries() owner to \(app);
        alter table pets owner to \(app);
        """)
    // It cannot give them away itself.
    try asApp {
      let error = #expect(throws: AppRoleProblem.self) {
        try roles.create(lab.connection, apps: [app])
      }
      #expect(error == .migrator(role: app, group: roles.owner))
    }
    #expect(try roles.owners(lab.connection, among: [app]) == [app])
    try roles.create(lab.connection, apps: [app])
    #expect(try roles.owners(lab.connection, among: [app]) == [])
    #expect(
      try strings(
        """
        select c.relname || ' ' || pg_get_userbyid(c.relowner) from pg_class c
        where c.relname in ('billing_runs', 'billing_day_summary', 'pets')
        order by 1
        """) == [
          "billing_day_summary \(roles.owner)", "billing_runs \(roles.owner)", "pets \(app)",
        ])
    try lab.connection.refreshSummaries()
    try asApp {
      expectRefused(["delete from billing_runs", "alter table billing_runs rename to x"])
    }
  }

  @Test("a role that cannot be the app's is named, with what to do, and nothing is changed")
  func refused() throws {
    try roles.create(lab.connection)
    let (member, great) = ("\(app)_member", "\(app)_great")
    let (writer, owner, owned) = ("\(app)_writer", "\(app)_owner_of_runs", "\(app)_owned")
    try lab.connection.run(
      script: """
        create role \(member) login; grant \(roles.biller) to \(member);
        create role \(great) superuser;
        create role \(writer); grant pg_write_all_data to \(writer);
        create role \(owner); alter table billing_runs owner to \(owner);
        create role \(owned) noinherit; grant \(owner) to \(owned);
        """)
    defer { tidyUp(member, great, writer, owner, owned) }
    for (role, problem, remedy) in [
      ("nobody_of_this_name", AppRoleProblem.missing(role: "nobody_of_this_name"), "create role"),
      ("PUBLIC", .everybody, "select current_user"), ("public", .everybody, "select current_user"),
      (great, .superuser(role: great), "no superuser"),
      (roles.biller, .groupRole(role: roles.biller), "select current_user"),
      (roles.owner, .groupRole(role: roles.owner), "select current_user"),
      (member, .member(role: member, group: roles.biller), "revoke \(roles.biller) from"),
      ("pg_write_all_data", .serversOwn(role: "pg_write_all_data"), "select current_user"),
      (writer, .member(role: writer, group: "pg_write_all_data"), "revoke pg_write_all_data from"),
      (owned, .memberOfOwner(role: owned, owner: owner), "name both"),
    ] {
      let error = #expect(throws: AppRoleProblem.self) {
        try roles.create(lab.connection, apps: [app, role])
      }
      #expect(error == problem && error?.remedy.contains(remedy) == true, "\(role)")
      #expect(error?.message.contains(role == "public" ? "PUBLIC" : role) == true)
    }
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [app])
    // Both named, as the remedy says.
    try roles.create(lab.connection, apps: [owned, owner])
    #expect(
      try strings("select relowner::regrole::text from pg_class where relname = 'billing_runs'")
        == [roles.owner])
  }

  @Test(
    "a role lacks rights where it writes bookings and may not read and write a table, or sees no row"
  )
  func lacking() throws {
    let (reader, careful) = ("\(app)_reader", "\(app)_careful")
    let tables = LabTables.app.map(\.name).joined(separator: ", ")
    try lab.connection.run(
      script: """
        create role \(reader); grant select on all tables in schema public to \(reader);
        create role \(careful); grant select, insert on \(tables) to \(careful);
        """)
    defer { tidyUp(reader, careful) }
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [app])
    try roles.create(lab.connection, apps: [app])
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [])
    try lab.connection.run(
      script: """
        alter table offers enable row level security;
        create policy mine on offers to \(careful) using (name <> '');
        """)
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [app])
    try roles.create(lab.connection, apps: [app])
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [])
    try lab.connection.run(script: "revoke insert on coupons from \(careful)")
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [careful])
    #expect(
      try lab.connection.appRolesWithoutRights()[0].message
        == "\(careful) may write bookings, but cannot use coupons")
    try lab.connection.run(script: "grant insert (code) on coupons to \(careful)")
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [])
  }

  @Test(
    "a role that sees some of the bookings only is not named, and no policy opens the plan's tables to it"
  )
  func customers() throws {
    let customer = "\(app)_customer"
    try lab.connection.run(
      script: """
        create role \(customer);
        grant select, insert on bookings to \(customer);
        alter table bookings enable row level security;
        create policy own on bookings to \(customer) using (user_id = 1);
        create policy server on bookings to \(app) using (true);
        alter table pets enable row level security;
        """)
    defer { tidyUp(customer) }
    #expect(try lab.connection.appRolesWithoutRights().map(\.role) == [app])
    try roles.create(lab.connection, apps: [app, customer])
    #expect(try roles.keptApart(lab.connection, among: [app, customer]) == [customer])
    #expect(
      try strings(
        "select distinct roles::text from pg_policies where policyname like '%_app_select'")
        == ["{\(app)}"])
    try lab.connection.run(script: "set session authorization \(customer)")
    #expect(try strings("select name from pets") == [])
    try lab.connection.run(script: "reset session authorization")
    #expect(try lab.connection.appRolesWithoutRights().isEmpty)
  }

  @Test("in a schema that was empty the app gets the tables from before the plan too")
  func fresh() throws {
    defer { tidyUp() }
    try lab.connection.run(
      script: "drop owned by \(app); alter table users enable row level security")
    #expect(try lab.connection.appRolesWithoutRights().isEmpty)
    try roles.create(lab.connection, apps: [app])
    try asApp {
      try lab.connection.run(script: Self.models)
      #expect(try strings("select full_name from users where id = 1").count == 1)
    }
    #expect(try roles.statements(lab.connection, apps: [app]).allSatisfy { !$0.contains(app) })
  }

  @Test("before the plan's tables are there, default privileges count as what they will give")
  func defaultPrivilegesBefore() throws {
    try roles.create(lab.connection)
    let database = try TestDatabase.empty()
    let connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
    try connection.run(script: "grant select, insert on bookings to \(app)")
    defer {
      #expect(throws: Never.self) { try connection.run(script: "drop owned by \(app)") }
      tidyUp()
    }
    #expect(try connection.appRolesWithoutRights().map(\.role) == [app])
    try connection.run(script: "alter default privileges grant select on tables to \(app)")
    #expect(try connection.appRolesWithoutRights().map(\.role) == [app])
    try connection.run(
      script: "alter default privileges in schema public grant insert on tables to \(app)")
    #expect(try connection.appRolesWithoutRights().map(\.role) == [])
    try Migrator(connection).apply()
    #expect(try connection.appRolesWithoutRights().map(\.role) == [])
  }

  @Test("a serial's sequence of a table that the app's owner made is given too, under any name")
  func sequencesAndNames() throws {
    let odd = "\(app) \"Odd\""
    try lab.connection.run(
      script: """
        create role "\(app) ""Odd""\" login;
        alter table coupons alter id drop identity;
        create sequence coupons_number owned by coupons.id;
        alter table coupons alter id set default nextval('coupons_number') + 100;
        """)
    defer { tidyUp("\"\(app) \"\"Odd\"\"\"") }
    try roles.create(lab.connection, apps: [odd])
    try lab.connection.run(script: "set session authorization \"\(app) \"\"Odd\"\"\"")
    defer { try? lab.connection.run(script: "reset session authorization") }
    try lab.connection.run(
      script: "insert into coupons (code, start_date, end_date) values ('X', now(), now())")
  }
}
