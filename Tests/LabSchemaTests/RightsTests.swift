import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// Who may do what with the job's own, and what a caller's temporary tables can do to its functions.
@Suite("The rights on the job's own")
struct RightsTests {
  private let (lab, roles, user): (SampleLab, LabRoles, String)

  init() throws {
    (lab, roles, user) = try SampleLab.withUser()
  }

  private func asAccountant(_ body: () throws -> Void) throws {
    try lab.connection.run(
      script: "grant \(roles.accountant) to \(user); set session authorization \(user)")
    defer { try? lab.connection.run(script: "reset session authorization") }
    try body()
  }

  private func tidyUp() {
    #expect(throws: Never.self) { try roles.drop(with: [user], lab.connection) }
  }

  private func strings(_ statement: Statement) throws -> [String] {
    try lab.connection.query(statement) { try $0.string(0) }
  }

  @Test("a temporary table named billing_payments makes no invoice paid")
  func temporaryTable() throws {
    defer { tidyUp() }
    try lab.advanceRecord(to: "invoiced")
    try asAccountant {
      try lab.connection.run(
        script: """
          create temporary table billing_payments as
            select 1 as record_id, 100000.00 as amount, date '2025-01-20' as paid_on;
          grant select on billing_payments to public;
          """)
      #expect(
        try lab.connection.settlePaidRecords([BillingRecordID(1)], runID: RunID(1)) == 0)
    }
    #expect(try strings("select status from public.billing_records") == ["invoiced"])
  }

  @Test("a temporary view named billing_payments runs nothing as the owner")
  func temporaryView() throws {
    defer { tidyUp() }
    try lab.advanceRecord(to: "invoiced")
    try lab.connection.run(
      script: "create table taken (by_whom text); grant insert on taken to public")
    try asAccountant {
      try lab.connection.run(
        script: """
          create function pg_temp.seize() returns numeric language plpgsql as $$
          begin
            insert into public.taken values (current_user);
            return 100000;
          end $$;
          create temporary view billing_payments as
            select 1 as record_id, pg_temp.seize() as amount, date '2025-01-20' as paid_on;
          grant select on billing_payments to public;
          """)
      #expect(
        try lab.connection.settlePaidRecords([BillingRecordID(1)], runID: RunID(1)) == 0)
      try lab.connection.refreshSummaries()
    }
    #expect(try strings("select by_whom from public.taken") == [])
    #expect(try strings("select status from public.billing_records") == ["invoiced"])
  }

  @Test("every function of the schema searches the lab's schema, and temporary tables last")
  func searchPaths() throws {
    defer { tidyUp() }
    let settings: Statement = """
      select distinct coalesce(array_to_string(proconfig, ';'), 'none of ' || proname)
      from pg_proc
      where pronamespace = 'public'::regnamespace
      """
    #expect(try strings(settings) == ["search_path=public, pg_temp"])
  }

  @Test("a schema whose name has to be quoted is searched by it")
  func quotedSchema() throws {
    defer { tidyUp() }
    try lab.connection.run(script: "create schema \"Lab two\"")
    let connection = try lab.database.connect(searchPath: "Lab two")
    try Migrator(connection).apply()
    #expect(try Migrator(connection).verify().rights == [])
    #expect(
      try connection.query(
        """
        select distinct array_to_string(proconfig, ';') from pg_proc
        where pronamespace = '"Lab two"'::regnamespace
        """
      ) { try $0.string(0) } == ["search_path=\"Lab two\", pg_temp"])
  }

  @Test("nobody but the group roles holds a right on the job's own, and each holds what is listed")
  func list() throws {
    defer { tidyUp() }
    let rights: Statement = """
      with entries as (
        select c.relname as object, a.grantee, a.privilege_type, c.relowner as owner
        from pg_class c
        cross join lateral aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace
        union all
        select c.relname || '.' || k.attname, a.grantee, a.privilege_type, c.relowner
        from pg_class c
        join pg_attribute k on k.attrelid = c.oid
        cross join lateral aclexplode(k.attacl) a
        where c.relnamespace = 'public'::regnamespace and c.relname like 'billing%'
        union all
        select p.proname, a.grantee, a.privilege_type, p.proowner
        from pg_proc p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where p.pronamespace = 'public'::regnamespace
      )
      select object::text || ' ' || case grantee when 0 then 'PUBLIC'
          else substr(pg_get_userbyid(grantee), length(current_database()) + 2) end
        || ' ' || string_agg(lower(privilege_type), ' ' order by privilege_type)
      from entries
      where grantee <> owner and (object like 'billing%' or object ~ '^(schema|refresh)_')
      group by object, grantee
      order by object collate "C", min(pg_get_userbyid(grantee))
      """
    let ledgers = [
      "billing_adjustments", "billing_day_summary", "billing_findings", "billing_month_summary",
      "billing_number_series", "billing_payments", "billing_period_seals", "billing_periods",
      "billing_record_events", "billing_records", "billing_runs", "schema_backfills",
      "schema_migrations",
    ]
    let found = try strings(rights)
    #expect(found.allSatisfy { !$0.contains("PUBLIC") })
    let tables = Set(found.map { String($0.prefix { $0 != " " && $0 != "." }) })
    #expect(tables.isSuperset(of: ledgers))
    let accountant = found.filter {
      $0.contains(" accountant ") && !$0.hasSuffix(" accountant select")
    }
    #expect(
      accountant == [
        "billing_payments accountant insert select",
        "billing_records.updated_at accountant update",
        "billing_records_settle accountant execute",
        "billing_run_chunks accountant delete select",
        "billing_runs accountant insert select update",
        "refresh_billing_summaries accountant execute",
      ])
    #expect(found.contains("billing_records biller delete insert select update"))
    #expect(found.contains("schema_migrations biller select"))
    #expect(!found.contains { $0.contains("truncate") || $0.contains("trigger") })
    #expect(try Migrator(lab.connection).verify().rights == [])
  }

  @Test(
    "a right that is not listed is found, and migrate roles takes it back",
    arguments: [
      ("grant select on billing_runs to public", "PUBLIC may select table billing_runs"),
      ("grant insert on billing_records to {user}", "{user} may insert table billing_records"),
      (
        "grant update (last_sequence) on billing_number_series to {user}",
        "{user} may update table billing_number_series (last_sequence)"
      ),
      (
        "grant usage on sequence billing_runs_run_id_seq to {user}",
        "{user} may usage sequence billing_runs_run_id_seq"
      ),
      (
        "grant execute on function refresh_billing_summaries() to public",
        "PUBLIC may execute function refresh_billing_summaries()"
      ),
      (
        "grant update on billing_records to {accountant}",
        "{accountant} may update table billing_records"
      ),
      (
        "alter function refresh_billing_summaries() reset all",
        "function refresh_billing_summaries() does not search public, pg_temp"
      ),
      (
        "alter function refresh_billing_summaries() set search_path to public",
        "function refresh_billing_summaries() does not search public, pg_temp"
      ),
    ])
  func found(change: String, message: String) throws {
    defer { tidyUp() }
    func named(_ text: String) -> String {
      text.replacing("{user}", with: user).replacing("{accountant}", with: roles.accountant)
    }
    try lab.connection.run(script: named(change))
    let comparison = try Migrator(lab.connection).verify()
    #expect(comparison.rights.map(\.message) == [named(message)])
    #expect(!comparison.isClean)
    try roles.create(lab.connection)
    #expect(try Migrator(lab.connection).verify().isClean)
  }

  @Test("that everybody may create in the lab's schema is found, and left to its owner")
  func publicCreate() throws {
    defer { tidyUp() }
    try lab.connection.run(script: "grant create on schema public to public")
    try roles.create(lab.connection)
    let rights = try Migrator(lab.connection).verify().rights
    #expect(rights == [.createHeldByPublic(schema: "public")])
    try lab.connection.run(script: rights[0].repair)
    #expect(try Migrator(lab.connection).verify().isClean)
  }

  @Test("a role that was named for it reads the records, and no other table of the job")
  func reader() throws {
    defer { tidyUp() }
    try lab.connection.run(
      script: """
        grant select on billing_records, billing_month_summary, billing_payments to \(user)
        """)
    #expect(
      try Migrator(lab.connection).verify().rights.map(\.message) == [
        "\(user) may select table billing_payments"
      ])
  }

  @Test("default privileges give nobody a right on the job's own; on the app's tables they stay")
  func defaultPrivileges() throws {
    defer { tidyUp() }
    let other = try TestDatabase.empty()
    let connection = try other.connect(searchPath: "public")
    try connection.run(
      script: """
        alter default privileges in schema public grant all on tables to \(user);
        alter default privileges in schema public grant all on sequences to \(user);
        alter default privileges in schema public grant all on functions to \(user);
        alter default privileges grant select on tables to public;
        """)
    try Migrator(connection).apply()
    #expect(try Migrator(connection).verify().isClean)
    #expect(
      try connection.query(
        """
        select table_name::text || has_table_privilege(\(user), table_name, 'select')
        from unnest(array['billing_records', 'billing_runs', 'bookings', 'pets'])
          with ordinality as t (table_name, place)
        order by place
        """
      ) { try $0.string(0) } == [
        "billing_recordsfalse", "billing_runsfalse", "bookingstrue", "petstrue",
      ])
    try connection.run(script: "drop owned by \(user)")
  }
}
