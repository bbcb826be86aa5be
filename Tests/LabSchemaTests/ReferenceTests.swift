import LabSchema
import Postgres
import TestLab
import Testing

@Suite("References")
struct ReferenceTests {
  @Test("each reference does on delete what the plan says")
  func actions() throws {
    let found = try TestDatabase.make().connect().query(
      """
      select c.conrelid::regclass || '.' || a.attname || ' ' || c.confrelid::regclass || ' '
        || case c.confdeltype when 'c' then 'cascade' when 'n' then 'set null' else 'refuse' end
      from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f'
      """
    ) { row in try row.string(0) }
    #expect(Set(found) == Self.expected)
  }

  @Test(
    "what belongs to a row goes with it",
    arguments: [
      (
        "users",
        [
          "addresses", "pets", "bookings", "booking_items", "test_reports", "test_batch_groups",
          "token_blacklist", "coupon_redemptions", "billing_records", "prescription_uploads",
        ]
      ),
      ("pets", ["bookings", "booking_items", "test_reports", "billing_records"]),
      (
        "bookings",
        [
          "booking_items", "test_reports", "test_batch_groups", "coupon_redemptions",
          "billing_records", "prescription_uploads",
        ]
      ),
      ("booking_items", ["test_reports"]),
      ("offers", ["coupons", "coupon_redemptions"]),
      ("coupons", ["coupon_redemptions"]),
    ])
  func cascades(parent: String, children: [String]) throws {
    let lab = try SampleLab()
    for table in children { #expect(try lab.count(table) == 1, "\(table)") }
    try lab.connection.execute("delete from \(unescaped: parent) where id = 1")
    for table in children { #expect(try lab.count(table) == 0, "\(table)") }
  }

  @Test("a report goes with its test, where no booking keeps the test")
  func reportsOfTest() throws {
    let lab = try SampleLab()
    try lab.connection.run(
      script: """
        insert into tests (category_id, name, price) values (1, 'ESR', 100);
        update test_reports set test_id = 2;
        """)
    try lab.connection.execute("delete from tests where id = 2")
    #expect(try lab.count("test_reports") == 0)
  }

  @Test("a test that was booked, and a category that has tests, cannot be deleted")
  func booked() throws {
    let lab = try SampleLab()
    lab.expectRefusal(
      "23503", by: "booking_items_test_id_fkey", "delete from tests where id = 1")
    lab.expectRefusal(
      "23503", by: "tests_category_id_fkey", "delete from categories where id = 1")
  }

  @Test(
    "an optional reference is forgotten, and its row stays",
    arguments: [
      (
        "staff",
        [
          ("bookings", "collection_staff_id"), ("offers", "created_by_admin_id"),
          ("coupons", "created_by_admin_id"),
          ("distance_pricing_configs", "updated_by_admin_id"),
          ("prescription_uploads", "verified_by_admin_id"),
          ("clinic_info", "updated_by_admin_id"),
        ]
      ),
      ("test_batch_groups", [("test_reports", "batch_group_id")]),
    ])
  func optionalReferences(parent: String, references: [(table: String, column: String)]) throws {
    let lab = try SampleLab()
    func expectForgotten(_ isForgotten: Bool) throws {
      for (table, column) in references {
        let nulls = try lab.connection.query(
          "select \(unescaped: column) is null from \(unescaped: table)"
        ) { row in try row.bool(0) }
        #expect(nulls == [isForgotten], "\(table).\(column)")
      }
    }
    try expectForgotten(false)
    try lab.connection.execute("delete from \(unescaped: parent)")
    try expectForgotten(true)
  }

  private static let expected: Set<String> = [
    "addresses.user_id users cascade", "tests.category_id categories refuse",
    "bookings.user_id users cascade", "bookings.pet_id pets cascade",
    "bookings.collection_staff_id staff set null", "booking_items.booking_id bookings cascade",
    "booking_items.test_id tests refuse", "pets.user_id users cascade",
    "test_batch_groups.booking_id bookings cascade",
    "test_reports.booking_item_id booking_items cascade", "test_reports.pet_id pets cascade",
    "test_reports.test_id tests cascade",
    "test_reports.batch_group_id test_batch_groups set null",
    "token_blacklist.user_id users cascade", "offers.created_by_admin_id staff set null",
    "coupons.offer_id offers cascade", "coupons.created_by_admin_id staff set null",
    "coupon_redemptions.coupon_id coupons cascade",
    "coupon_redemptions.booking_id bookings cascade",
    "coupon_redemptions.user_id users cascade",
    "distance_pricing_configs.updated_by_admin_id staff set null",
    "billing_records.booking_id bookings cascade", "billing_records.user_id users cascade",
    "billing_records.run_id billing_runs refuse",
    "billing_records.invoice_series_id billing_number_series refuse",
    "prescription_uploads.booking_id bookings cascade",
    "prescription_uploads.user_id users cascade",
    "prescription_uploads.verified_by_admin_id staff set null",
    "clinic_info.updated_by_admin_id staff set null",
    "billing_periods.closed_by_run_id billing_runs refuse",
    "billing_findings.opened_run_id billing_runs refuse",
    "billing_findings.closed_run_id billing_runs refuse",
    "billing_adjustments.record_id billing_records refuse",
    "billing_adjustments.series_id billing_number_series refuse",
    "billing_adjustments.run_id billing_runs refuse",
    "billing_block_fingerprints.run_id billing_runs refuse",
    "billing_change_mark.run_id billing_runs refuse",
    "billing_day_fingerprints.run_id billing_runs refuse",
    "billing_payments.record_id billing_records refuse",
    "billing_payments.run_id billing_runs refuse",
    "billing_period_seals.run_id billing_runs refuse",
    "billing_export_adoptions.run_id billing_runs refuse",
    "billing_package_stamps.run_id billing_runs refuse",
    "billing_run_chunks.run_id billing_runs refuse",
    "billing_series_advances.run_id billing_runs refuse",
    "billing_series_advances.series_id billing_number_series refuse",
    "billing_period_seals.reopened_run_id billing_runs refuse",
  ]
}
