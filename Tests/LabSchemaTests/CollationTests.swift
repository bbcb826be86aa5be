import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// What has to stay one is compared byte by byte, whatever the server's libraries think of its letters.
@Suite("Collation")
struct CollationTests {
  @Test("the job's numbers, references and fingerprints are collate C, under every locale")
  func columns() throws {
    for options in try TestDatabase.localeOptions {
      let connection = try TestDatabase.make(options: options).connect(searchPath: "public")
      let others = try connection.query(
        """
        select a.attrelid::regclass || '.' || a.attname
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_collation n on n.oid = a.attcollation
        where c.relnamespace = 'public'::regnamespace
          and c.relkind = 'r'
          and c.relname like 'billing%'
          and a.attname ~ '(number|reference|fingerprint|number_format|fiscal_year)$'
          and n.collname <> 'C'
        """
      ) { try $0.string(0) }
      #expect(others == [], "\(options)")
    }
  }

  @Test(
    "no unique index of theirs sorts by the database's collation, but over months and words")
  func indexes() throws {
    let connection = try TestDatabase.make().connect(searchPath: "public")
    let sorted = try connection.query(
      """
      select distinct i.indexrelid::regclass::text || ' ' || a.attname
      from pg_index i
      join pg_class c on c.oid = i.indrelid
      cross join unnest(i.indkey, i.indcollation) as part (attnum, sorted_by)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = part.attnum
      where c.relnamespace = 'public'::regnamespace
        and c.relname like 'billing%'
        and i.indisunique
        and part.sorted_by = 'default'::regcollation
      order by 1
      """
    ) { try $0.string(0) }
    // The digits of a month sort alike everywhere; the words are a few, and the job's own.
    #expect(
      sorted == [
        "billing_findings_open_key kind", "billing_month_summary_key billing_period",
        "billing_package_stamps_pkey period", "billing_period_seals_period_key period",
        "billing_periods_pkey period",
        "billing_record_events_pkey event",
      ])
  }

  @Test("a number is looked up in its index, as before")
  func lookUp() throws {
    let connection = try TestDatabase.make().connect(searchPath: "public")
    try connection.execute("set enable_seqscan = off")
    for (table, column) in [
      ("billing_records", "invoice_number"), ("billing_adjustments", "adjustment_number"),
      ("billing_payments", "gateway_reference"),
    ] {
      let plan = try connection.query(
        """
        explain select from \(unescaped: table)
        where \(unescaped: column) in (select given from unnest(array['a', 'b']) as given)
        """
      ) { try $0.string(0) }
      #expect(
        plan.contains { $0.contains("\(table)_\(column)_key") }, "\(plan.joined(separator: "\n"))")
    }
  }

  @Test("a view that reads a number is named before anything changes; without it the step goes on")
  func view() throws {
    let connection = try TestDatabase.empty().connect(searchPath: "public")
    let before = EmbeddedMigrations.beforeContract.filter { $0.version < 70 }
    try Migrator(connection, migrations: before).apply()
    try connection.execute(
      "create view my_invoices as select id, invoice_number from billing_records")
    do {
      try Migrator(connection).apply()
      Issue.record("a column was changed that a view reads")
    } catch let error as MigrationError {
      let text = "\(error)"
      #expect(text.contains("read by the view my_invoices"), "\(text)")
      #expect(text.contains("Drop it, apply again, and create it again"), "\(text)")
    }
    try connection.execute("drop view my_invoices")
    try Migrator(connection).apply()
    let comparison = try Migrator(connection).verify()
    #expect(comparison.isClean, "\(comparison)")
  }

  @Test("verify finds a number that is compared by the database's collation again")
  func verified() throws {
    let connection = try TestDatabase.make().connect(searchPath: "public")
    try connection.execute("alter table billing_payments alter column gateway_reference type text")
    #expect(
      try Migrator(connection).verify().different.map(\.expected.description) == [
        "column billing_payments.gateway_reference: text; collate \"C\"; not null"
      ])
  }
}
