import Billing
import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

/// A lab with a row in each table but those of settlements, every column filled that can be while
/// its record is a draft. The ids are 1, and every row hangs on user 1, pet 1 and booking 1.
struct SampleLab {
  let database: TestDatabase
  let connection: Connection

  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect()
    try connection.run(script: Self.app)
    try connection.forge(Self.job)
  }

  /// A lab with the group roles, which are its own since roles belong to the server that other tests share,
  /// and a user who may log in and has none of them.
  static func withUser() throws -> (lab: SampleLab, roles: LabRoles, user: String) {
    let lab = try SampleLab()
    let roles = LabRoles(prefix: lab.database.name)
    let user = "\(lab.database.name)_user"
    try roles.create(lab.connection)
    try lab.connection.run(script: "create role \(user) login")
    return (lab, roles, user)
  }

  func count(_ table: String) throws -> Int {
    try #require(
      try connection.first("select count(*) from \(unescaped: table)") { row in try row.int(0) })
  }

  /// Expects the server to refuse a statement, and to say by which constraint.
  func expectRefusal(
    _ sqlState: String, by constraint: String? = nil, _ statement: Statement,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      try connection.execute(statement)
      Issue.record("not refused: \(statement.sql)", sourceLocation: sourceLocation)
    } catch {
      guard case .server(let refusal) = error else {
        Issue.record(error, sourceLocation: sourceLocation)
        return
      }
      #expect(refusal.sqlState == sqlState, "\(refusal)", sourceLocation: sourceLocation)
      if let constraint {
        #expect(refusal.constraint == constraint, "\(refusal)", sourceLocation: sourceLocation)
      }
    }
  }

  /// Takes record 1 to a status, one step at a time; it is marked paid without a payment.
  func advanceRecord(to status: String) throws {
    let steps: [Statement] = [
      "update billing_records set status = 'finalized' where id = 1",
      """
      update billing_records
      set status = 'invoiced', invoice_number = 'PL/24-25/0000001', invoice_date = '2025-01-16',
        invoice_series_id = 1, invoice_sequence = 1, issued_names = '{"customer": "Asha Rao", "tests": []}'
      where id = 1
      """,
    ]
    let order = ["finalized", "invoiced", "paid"]
    let last = try #require(order.firstIndex(of: status))
    for step in steps.prefix(last + 1) { try connection.execute(step) }
    if status == "paid" {
      try connection.forge(
        "update billing_records set status = 'paid', paid_date = '2025-01-25' where id = 1")
    }
  }

  /// Adds a credit note and a payment of record 1.
  func addSettlements() throws {
    try connection.forge(Self.settlements)
  }

  private static let app = """
    insert into users (
      phone, email, hashed_password, full_name, is_superuser, role, created_at, last_login,
      login_attempts
    )
    values (
      '+919000000001', 'asha@example.org', 'hash', 'Asha Rao', true, 'ADMIN', '2024-12-01 08:00Z',
      '2025-01-02 09:00Z', 2
    );
    insert into addresses (user_id, address_line1, city, postal_code, is_default)
    values (1, '12 Lake Road', 'Pune', '411001', true);
    insert into categories (name) values ('Haematology');
    insert into tests (
      category_id, name, description, price, discounted_price, sample_type, report_time_hours,
      tube_type, sample_quantity_ml, sample_collection_instructions, tat_hours
    )
    values
      (1, 'CBC', 'Blood count', 600, 500.50, 'blood', 24, 'EDTA', 2.50, 'Fasting', 25);
    insert into staff (name, phone, email, hashed_password, role, assigned_area)
    values ('Ravi', '+919000000002', 'ravi@example.org', 'hash2', 'lab_tech', 'Downtown');
    insert into pets (user_id, name, species, breed, age_years, weight_kg, medical_history)
    values (1, 'Rex', 'Dog', 'Beagle', 4, 12.25, 'None');
    insert into bookings (
      user_id, booking_date, status, address, address_link, created_at, updated_at, pet_id,
      collection_staff_id, notes, estimated_distance_km
    )
    values (
      1, '2025-01-15 04:30Z', 'completed', '12 Lake Road', 'https://maps.example/1',
      '2025-01-10 04:30Z', '2025-01-11 04:30Z', 1, 1, 'Ring twice', 4.25
    );
    insert into booking_items (booking_id, test_id, quantity, unit_price, status)
    values (1, 1, 2, 500.50, 'completed');
    insert into test_batch_groups (booking_id, batch_name, description)
    values (1, 'Wellness Panel 2025-01-15', 'Blood only');
    insert into test_reports (
      booking_item_id, pet_id, test_id, batch_group_id, report_file_url, findings, status,
      created_at, generated_at, delivered_at, updated_at
    )
    values (
      1, 1, 1, 1, 'https://files.example/1', 'Normal', 'verified', '2025-01-16 01:00Z',
      '2025-01-16 02:00Z', '2025-01-16 03:00Z', '2025-01-16 04:00Z'
    );
    insert into token_blacklist (token, user_id, expires_at)
    values ('token-1', 1, '2025-02-01 00:00Z');
    insert into offers (
      name, description, discount_type, discount_value, start_date, end_date, event_tag,
      applicable_tests, minimum_order_value, created_by_admin_id
    )
    values (
      'New Year', 'For January', 'fixed_amount', 100, '2025-01-01', '2025-01-31', 'January',
      '[1, 2]', 250, 1
    );
    insert into coupons (
      code, offer_id, start_date, end_date, max_uses, current_uses, max_uses_per_user,
      created_by_admin_id
    )
    values ('NEWYEAR', 1, '2025-01-01 00:00Z', '2025-01-31 00:00Z', 100, 7, 3, 1);
    insert into coupon_redemptions (
      coupon_id, booking_id, user_id, discount_amount, redemption_date
    )
    values (1, 1, 1, 100, '2025-01-10 04:30Z');
    insert into distance_pricing_configs (
      base_charge, charge_per_km, max_free_distance_km, effective_from, effective_until,
      updated_by_admin_id
    )
    values (50, 5.25, 2.125, '2025-01-01', '2025-01-31', 1);
    insert into prescription_uploads (
      booking_id, user_id, file_url, file_name, file_type, file_size_bytes, verified_by_admin_id,
      verification_notes
    )
    values (
      1, 1, 'https://files.example/2', 'rx.pdf', 'application/pdf', 5000000000, 1, 'Legible'
    );
    insert into clinic_info (
      whatsapp_number, clinic_address, google_maps_link, latitude, longitude, opening_time,
      closing_time, updated_by_admin_id
    )
    values (
      '+91 98765 43210', '1 Main Street', 'https://maps.example/2', 18.520430, 73.856744, '09:00',
      '20:30:15.5', 1
    );
    """

  private static let job = """
    insert into billing_runs (
      job, business_date, through_date, state, started_at, finished_at, chunks_planned,
      chunks_done, bookings_read, records_created, records_updated, records_removed,
      records_unchanged, records_held, bookings_quarantined, records_drifted, records_finalized,
      records_invoiced, error, person, os_user, host, pid, program_version, arguments
    )
    values (
      'nightly', '2025-01-16', '2025-01-15', 'failed', '2025-01-16 01:00Z', '2025-01-16 02:00Z',
      31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 'disk full', 'Meera', 'lab', 'host-1', 4321,
      '1.0.0', '{"rerun 2025-01","--dry,run","a \\"quoted\\" one"}'
    );
    insert into billing_periods (period, state, closed_at, closed_by_run_id, note)
    values ('2024-12', 'closed', '2025-01-05 03:00Z', 1, 'Filed');
    insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
    values ('invoice', '24-25', 'PL/{fy}/{seq:07}', 1), ('credit_note', '24-25', 'CN/{seq}', 2);
    insert into billing_records (
      booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
      billing_date, billing_period, pricing, fingerprint, run_id
    )
    values (
      1, 1, '[1, 2]', 1001, 100, 61.81, 962.81, '2025-01-15', '2025-01', '{"lines": []}', 'f1', 1
    );
    insert into billing_findings (
      kind, severity, booking_id, offer_id, service_date, billing_period, detail, opened_run_id,
      opened_on, closed_run_id, closed_on, released_at, released_by, release_reason,
      released_fingerprint, accepted_at, accepted_by, accept_reason, accepted_fingerprint
    )
    values (
      'zero_amount', 'hold', 1, 2, '2025-01-15', '2025-01', 'nothing to pay', 1, '2025-01-16', 1,
      '2025-01-17', '2025-01-16 10:00Z', 'Meera', 'A gift', 'f1',
      '2025-01-16 11:00Z', 'Anil', 'It is so', 'f2'
    );
    insert into billing_period_seals (
      period, seal, previous_period, previous_seal, sealed_at, run_id, reopened_at,
      reopened_run_id, reopen_reason
    )
    values (
      '2024-12', repeat('ab', 32), '2024-11', repeat('cd', 32), '2025-01-05 03:00Z', 1,
      '2025-01-06 03:00Z', 1, 'A booking came late'
    );
    insert into billing_record_events (
      booking_id, run_id, event, happened_at, billing_date, base_amount, discount_amount,
      distance_charge, final_amount
    )
    values (1, 1, 'drafted', '2025-01-16 01:30Z', '2025-01-15', 1001, 100, 61.81, 962.81);
    insert into billing_export_adoptions (
      period, manifest_digest, package_lab_id, was_sealed, reason, run_id, adopted_at
    )
    values (
      '2024-12', repeat('ef', 32), '8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9d', true, 'The other is gone',
      1, '2025-01-07 03:00Z'
    );
    insert into billing_series_advances (
      series_id, first_sequence, last_sequence, reason, run_id, advanced_at
    )
    values (2, 3, 7, 'Given on paper', 1, '2025-01-08 03:00Z');
    insert into billing_day_fingerprints (service_date, fingerprint, run_id)
    values ('2025-01-07', 'd1', 1);
    insert into billing_block_fingerprints (block, fingerprint, run_id)
    values (0, 'b1', 1);
    insert into billing_change_mark (
      facts_before, records_before, written_in, redemptions, pricing_terms, plan_terms, run_id
    )
    values (1, 1, 1, 0, 'p1', 'q1', 1);
    insert into billing_package_stamps (period, manifest_digest, stamp, run_id)
    values ('2025-01', repeat('0', 64), 's1', 1);
    insert into billing_run_chunks (run_id, place, service_date, first_booking_id, last_booking_id)
    values (1, 1, '2025-01-07', 1, 2);
    insert into billing_run_chunks (run_id, place, booking_ids)
    values (1, 2, '{3,4}');
    refresh materialized view billing_day_summary;
    refresh materialized view billing_month_summary;
    """

  private static let settlements = """
    insert into billing_adjustments (
      record_id, kind, adjustment_number, series_id, sequence, adjustment_date, billing_period,
      amount, reason, pricing_before, pricing_after, run_id
    )
    values (
      1, 'credit_note', 'CN/2', 2, 2, '2025-02-03', '2025-02', 10.50, 'Price corrected',
      '{"a": 1}', '{"b": 2}', 1
    );
    insert into billing_payments (
      record_id, gateway_reference, amount, fee, method, paid_on, run_id
    )
    values (1, 'pay_1', 900, 9.99, 'upi', '2025-01-25', 1);
    """
}
