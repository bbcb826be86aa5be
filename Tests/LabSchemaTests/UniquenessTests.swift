import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Uniqueness")
struct UniquenessTests {
  @Test("what is there once cannot be there twice")
  func twice() throws {
    let lab = try SampleLab()
    try lab.addSettlements()
    for (constraint, statement) in Self.repetitions {
      lab.expectRefusal(ServerError.uniqueViolation, by: constraint, statement)
    }
  }

  @Test("an invoice number, and a place in a series, is given once")
  func invoiceNumbers() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "invoiced")
    try lab.connection.run(
      script: """
        insert into bookings (user_id) values (1);
        insert into billing_records (
          booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge,
          final_amount, billing_date, billing_period, pricing, fingerprint, run_id
        )
        values (2, 1, '[]', 0, 0, 0, 0, '2025-01-01', '2025-01', '{}', 'f2', 1);
        update billing_records set status = 'finalized' where booking_id = 2;
        """)
    let number = { (text: String, sequence: Int) -> Statement in
      """
      update billing_records
      set status = 'invoiced', invoice_number = \(text), invoice_date = '2025-01-16',
        invoice_series_id = 1, invoice_sequence = \(sequence),
        issued_names = '{"customer": "Asha Rao", "tests": []}'
      where booking_id = 2
      """
    }
    lab.expectRefusal(
      ServerError.uniqueViolation, by: "billing_records_invoice_number_key",
      number("PL/24-25/0000001", 2))
    lab.expectRefusal(
      ServerError.uniqueViolation, by: "billing_records_invoice_series_id_invoice_sequence_key",
      number("PL/24-25/0000002", 1))
    try lab.connection.transaction {
      try lab.connection.execute(
        "update billing_number_series set last_sequence = 2 where series_id = 1")
      try lab.connection.execute(number("PL/24-25/0000002", 2))
    }
  }

  @Test("a finding is open once for a booking and an offer, and again after it was closed")
  func openFindings() throws {
    let lab = try SampleLab()
    let open: Statement = """
      insert into billing_findings (
        kind, severity, booking_id, offer_id, detail, opened_run_id, opened_on
      )
      values ('zero_amount', 'hold', 1, 2, 'again', 1, '2025-01-18')
      """
    // The sample's own finding of this kind is closed.
    try lab.connection.execute(open)
    lab.expectRefusal(ServerError.uniqueViolation, by: "billing_findings_open_key", open)
    let withoutBooking: Statement = """
      insert into billing_findings (kind, severity, offer_id, detail, opened_run_id, opened_on)
      values ('bad_offer', 'warn', 3, 'bad', 1, '2025-01-18')
      """
    try lab.connection.execute(withoutBooking)
    lab.expectRefusal(
      ServerError.uniqueViolation, by: "billing_findings_open_key", withoutBooking)
  }

  @Test("active distance configs never overlap, their last days included")
  func overlappingConfigs() throws {
    let lab = try SampleLab()
    let insert = { (from: String, until: String?, isActive: Bool) -> Statement in
      """
      insert into distance_pricing_configs (
        base_charge, charge_per_km, max_free_distance_km, effective_from, effective_until,
        is_active
      )
      values (60, 6, 2, \(from)::date, \(until)::date, \(isActive))
      """
    }
    for (from, until) in [
      ("2025-01-31", "2025-02-28"), ("2024-12-01", "2025-01-01"), ("2025-01-10", "2025-01-11"),
      ("2024-01-01", nil),
    ] {
      lab.expectRefusal(
        "23P01", by: "distance_pricing_configs_no_overlap", insert(from, until, true))
      try lab.connection.execute(insert(from, until, false))
    }
  }

  @Test("one config can follow another on the next day, open-ended")
  func followingConfig() throws {
    let lab = try SampleLab()
    try lab.connection.execute(
      """
      insert into distance_pricing_configs (
        base_charge, charge_per_km, max_free_distance_km, effective_from
      )
      values (60, 6, 2, '2025-02-01')
      """)
  }

  /// Statements that repeat what is there, by the constraint that refuses them.
  private static let repetitions: [(constraint: String, statement: Statement)] = [
    (
      "staff_phone_key",
      """
      insert into staff (name, phone, hashed_password, role)
      select name, phone, hashed_password, role from staff
      """
    ),
    (
      "staff_email_key",
      """
      insert into staff (name, phone, email, hashed_password, role)
      select name, 'other', email, hashed_password, role from staff
      """
    ),
    (
      "test_reports_booking_item_id_key",
      """
      insert into test_reports (booking_item_id, pet_id, test_id)
      select booking_item_id, pet_id, test_id from test_reports
      """
    ),
    (
      "token_blacklist_token_key",
      """
      insert into token_blacklist (token, user_id, expires_at)
      select token, user_id, expires_at from token_blacklist
      """
    ),
    (
      "offers_name_key",
      """
      insert into offers (name, discount_type, discount_value, start_date, end_date)
      select name, discount_type, discount_value, start_date, end_date from offers
      """
    ),
    (
      "coupons_code_key",
      """
      insert into coupons (code, start_date, end_date)
      select code, start_date, end_date from coupons
      """
    ),
    (
      "clinic_info_one_row",
      """
      insert into clinic_info (whatsapp_number, clinic_address, google_maps_link)
      values ('+91 1', 'elsewhere', 'https://maps.example/3')
      """
    ),
    (
      "billing_records_booking_id_key",
      """
      insert into billing_records (
        booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge,
        final_amount, billing_date, billing_period, pricing, fingerprint, run_id
      )
      select booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge,
        final_amount, billing_date, billing_period, pricing, fingerprint, run_id
      from billing_records
      """
    ),
    (
      "billing_number_series_kind_fiscal_year_number_format_key",
      """
      insert into billing_number_series (kind, fiscal_year, number_format)
      values ('invoice', '24-25', 'PL/{fy}/{seq:07}')
      """
    ),
    (
      "billing_payments_gateway_reference_key",
      """
      insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
      select record_id, gateway_reference, 1, paid_on, run_id from billing_payments
      """
    ),
    (
      "billing_adjustments_series_id_sequence_key",
      """
      insert into billing_adjustments (
        record_id, kind, adjustment_number, series_id, sequence, adjustment_date,
        billing_period, amount, reason, pricing_before, pricing_after, run_id
      )
      select record_id, kind, 'CN/3', series_id, sequence, adjustment_date, billing_period,
        amount, reason, pricing_before, pricing_after, run_id
      from billing_adjustments
      """
    ),
  ]
}
