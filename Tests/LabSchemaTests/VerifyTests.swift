import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Verifying a schema")
struct VerifyTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect(searchPath: "public")
  }

  @Test("a migrated schema is what its migrations say, and holds nothing else")
  func clean() throws {
    let comparison = try Migrator(connection).verify()
    #expect(comparison.isClean)
    #expect(comparison.extra == [])
  }

  @Test(
    "what is missing is named",
    arguments: [
      ("drop table clinic_info", "table clinic_info"),
      ("alter table pets drop column breed", "column pets.breed"),
      ("alter table pets drop constraint pets_age_years_check", "constraint pets.pets_age_years"),
      ("alter table staff drop constraint staff_phone_key", "constraint staff.staff_phone_key"),
      (
        "alter table bookings drop constraint bookings_pet_id_fkey",
        "constraint bookings.bookings_pet_id_fkey"
      ),
      ("drop index ix_offers_start_date", "index offers.ix_offers_start_date"),
      ("drop materialized view billing_day_summary", "view billing_day_summary"),
      (
        "drop trigger billing_records_refuse_change on billing_records",
        "trigger billing_records.billing_records_refuse_change"
      ),
      ("drop function refresh_billing_summaries", "function refresh_billing_summaries()"),
    ])
  func missing(change: String, object: String) throws {
    try connection.run(script: change)
    let comparison = try Migrator(connection).verify()
    #expect(comparison.missing.contains { "\($0)".hasPrefix(object) }, "\(comparison.missing)")
    #expect(comparison.different == [])
    #expect(!comparison.isClean)
  }

  @Test(
    "what is different is named beside what it should be",
    arguments: [
      ("alter table pets alter column weight_kg type numeric(8, 3)", "column pets.weight_kg"),
      ("alter table pets alter column species drop not null", "column pets.species"),
      ("alter table booking_items alter column quantity set default 2", "column booking_items"),
      (
        """
        alter table staff drop constraint staff_role_check;
        alter table staff add constraint staff_role_check check (role <> '')
        """, "constraint staff.staff_role_check"
      ),
      (
        """
        alter table pets drop constraint pets_user_id_fkey;
        alter table pets add constraint pets_user_id_fkey
          foreign key (user_id) references users (id)
        """, "constraint pets.pets_user_id_fkey"
      ),
      (
        """
        drop index ix_bookings_status;
        create index ix_bookings_status on bookings (status, id)
        """, "index bookings.ix_bookings_status"
      ),
      (
        """
        alter table billing_records drop constraint billing_records_final_amount_check;
        alter table billing_records add constraint billing_records_final_amount_check
          check (final_amount = base_amount - (discount_amount + distance_charge))
        """, "constraint billing_records.billing_records_final_amount_check"
      ),
      ("alter table test_reports set unlogged", "table test_reports: unlogged"),
      ("alter table pets enable row level security", "table pets: row security"),
      ("alter table pets alter column id set generated always", "column pets.id"),
      (
        "alter table billing_records disable trigger billing_records_refuse_delete",
        "trigger billing_records.billing_records_refuse_delete"
      ),
      (
        """
        create or replace function billing_records_refuse_change() returns trigger
        language plpgsql as 'begin return new; end'
        """, "function billing_records_refuse_change()"
      ),
    ])
  func different(change: String, object: String) throws {
    try connection.run(script: change)
    let comparison = try Migrator(connection).verify()
    #expect(comparison.missing == [])
    #expect(comparison.different.count == 1)
    #expect(
      comparison.different.first.map { "\($0.found)".hasPrefix(object) } == true,
      "\(comparison.different)")
  }

  @Test("foreign keys that were switched off are different")
  func disabledForeignKeys() throws {
    try connection.run(script: "alter table test_reports disable trigger all")
    let different = try Migrator(connection).verify().different
      .filter { $0.found.kind == .constraint }
    #expect(different.count == 4)
    #expect(different.allSatisfy { $0.found.definition.hasSuffix(" DISABLED") })
  }

  @Test("a rule over a table of the plan is listed")
  func rule() throws {
    try connection.run(
      script: "create rule nothing as on insert to billing_records do instead nothing")
    #expect(
      try Migrator(connection).verify().extra.map(\.name) == ["billing_records.nothing"])
  }

  @Test("what is there besides is listed apart and is no fault")
  func extra() throws {
    try connection.run(
      script: """
        create table app_flags (name text primary key);
        alter table users add column referral text;
        create index app_index on bookings (address);
        """)
    let comparison = try Migrator(connection).verify()
    #expect(comparison.isClean)
    #expect(
      comparison.extra.map(\.description).sorted() == [
        "column users.referral: text",
        "index bookings.app_index: CREATE INDEX app_index ON bookings USING btree (address)",
        "table app_flags",
      ])
  }

  @Test("a schema that is behind is held to the migrations it has")
  func behind() throws {
    let other = try TestDatabase.empty()
    let connection = try other.connect(searchPath: "public")
    try Migrator(connection).apply(.phase(.p1))
    let comparison = try Migrator(connection).verify()
    #expect(comparison.isClean)
    #expect(comparison.extra == [])
  }
}
