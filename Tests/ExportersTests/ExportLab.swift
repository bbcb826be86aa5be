import Billing
internal import Exporters
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab

/// A lab with one January of bookings, their records and findings, written with SQL as a run would
/// have left them: every outcome, every status, every severity, amounts of each size, names that
/// try to be something else, a booking posted from December and one posted to February.
struct ExportLab {
  let database: TestDatabase
  let connection: Connection
  /// A folder of this lab's own, removed with it.
  let folder: ScratchFolder

  static let period = BillingPeriod("2025-01")!

  /// - Parameter naming: what its people are called instead, before anything is invoiced: an invoice
  ///   keeps the names it was issued with.
  init(naming: String = "") throws {
    database = try TestDatabase.make()
    connection = try database.connect()
    folder = try ScratchFolder()
    try connection.run(script: Self.people)
    try connection.run(script: naming)
    try connection.run(script: Self.bookings)
    try connection.forge(Self.billing)
    try connection.run(script: Self.findings)
  }

  func settings(_ name: String = "exports") -> ExportSettings {
    ExportSettings(
      folder: folder.path(name), temporaryFolder: "/tmp", billableStatuses: ["completed"],
      excludedStatuses: ["cancelled"], firstServiceDate: CalendarDate("2024-12-01"))
  }

  @discardableResult
  func export(
    _ scope: ExportScope = .period(period), to name: String = "exports"
  ) throws -> ExportedPackage {
    try PackageExporter(settings: settings(name)).write(scope: scope, over: connection)
  }

  func tieOut(_ scope: BillingScope = .period(period)) throws -> TieOut {
    try TieOut.read(scope, terms: settings().terms, over: connection)
  }

  private static let people = #"""
    insert into users (phone, email, hashed_password, full_name)
    select '+91900000000' || n, 'user' || n || '@example.org', 'secret-hash-' || n, name
    from (
      values
        (1, 'Asha Rao'), (2, 'Iyer, Meera'), (3, '=HYPERLINK("http://x.example";"A")'),
        (4, '+91 98765'), (5, E'Tab\tand \x01 control'), (6, 'שָׁלוֹם 🐕 & <b>'),
        (7, null), (8, '  '), (9, '007')
    ) as person (n, name)
    order by n;
    insert into pets (user_id, name, species, medical_history)
    select u.id, 'Pet "' || u.id || '"', 'Dog', 'secret-history' from users u order by u.id;
    """#

  /// Every ninth hour from midnight in Kolkata, so that some lie between the two zones' days.
  private static let bookings = """
    insert into bookings (user_id, pet_id, booking_date, status, address)
    select 1 + n % 9, case when n % 4 > 0 then 1 + n % 9 end,
      '2025-01-01 00:00+05:30'::timestamptz + (n - 1) * interval '9 hours',
      case
        when n % 11 = 0 then ' Cancelled '
        when n % 13 = 0 then 'pending'
        when n % 39 = 1 then null
        else 'completed'
      end,
      'secret-address'
    from generate_series(1, 80) as n;
    insert into bookings (user_id, pet_id, booking_date, status)
    values
      (1, 1, '2024-12-20 10:00+05:30', 'completed'),
      (2, 2, '2024-11-20 10:00+05:30', 'completed'),
      (3, 3, '2025-02-01 00:00+05:30', 'completed');
    """

  private static let billing = """
    insert into billing_runs (
      job, business_date, through_date, state, finished_at
    )
    values ('nightly', '2025-02-01', '2025-01-31', 'succeeded', now());
    insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
    values ('invoice', '24-25', 'PL/{fy}/{seq:07}', 30),
      ('credit_note', '24-25', 'CN/{fy}/{seq:06}', 1);
    insert into billing_records (
      booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
      billing_date, billing_period, pricing, fingerprint, run_id
    )
    select chosen.id, chosen.user_id, '[1]', chosen.base, chosen.discount, chosen.distance,
      chosen.base - chosen.discount + chosen.distance, chosen.billed_on,
      to_char(chosen.billed_on, 'YYYY-MM'), '{}', 'f' || chosen.id, 1
    from (
      select b.id, b.user_id,
        case b.id when 5 then 12345678.90 when 9 then 654321.00 else 350 + b.id * 37.35 end
          as base,
        case when b.id % 3 = 0 then 25.15 else 0 end as discount,
        case when b.id % 5 = 0 then 61.81 else 0 end as distance,
        case b.id
          when 81 then '2025-01-01'
          when 76 then '2025-02-01'
          else (b.booking_date at time zone 'Asia/Kolkata')::date
        end as billed_on
      from bookings b
      where b.status = 'completed' and b.id % 17 > 0 and b.id <= 81
    ) chosen;
    update billing_records set status = 'finalized' where billing_date < '2025-01-25';
    with numbered as (
      select r.id, row_number() over (order by r.billing_date, r.booking_id) as sequence,
        jsonb_build_object(
          'customer', coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id),
          'pet', p.name,
          'tests', '[{"id": 1, "name": "Test 1", "category_id": null, "category": null}]'::jsonb
        ) as names
      from billing_records r
      join users u on u.id = r.user_id
      join bookings b on b.id = r.booking_id
      left join pets p on p.id = b.pet_id
      where r.status = 'finalized'
      order by r.billing_date, r.booking_id
      limit 30
    )
    update billing_records r
    set status = 'invoiced', invoice_number = 'PL/24-25/' || lpad(n.sequence::text, 7, '0'),
      invoice_date = '2025-01-20', invoice_series_id = 1, invoice_sequence = n.sequence,
      issued_names = n.names
    from numbered n
    where n.id = r.id;
    insert into billing_payments (
      record_id, gateway_reference, amount, paid_on, run_id
    )
    select id, 'pay-' || id, case when invoice_sequence = 1 then 100 else final_amount end,
      '2025-01-28', 1
    from billing_records
    where invoice_sequence <= 8;
    update billing_records set status = 'paid', paid_date = '2025-01-28'
    where invoice_sequence between 2 and 8;
    insert into billing_adjustments (
      record_id, kind, adjustment_number, series_id, sequence, adjustment_date, billing_period,
      amount, reason, pricing_before, pricing_after, run_id
    )
    select id, 'credit_note', 'CN/24-25/000001', 2, 1, '2025-01-30', '2025-01', 10.50, 'price',
      '{}', '{}', 1
    from billing_records
    where invoice_sequence = 2;
    """

  private static let findings = """
    insert into billing_findings (
      kind, severity, booking_id, service_date, billing_period, detail, opened_run_id, opened_on
    )
    select 'no_items', 'quarantine', b.id, (b.booking_date at time zone 'Asia/Kolkata')::date,
      '2025-01', 'booking ' || b.id || ' has no items', 1, '2025-01-30'
    from bookings b
    where b.status = 'completed' and b.id % 17 = 0;
    insert into billing_findings (
      kind, severity, booking_id, offer_id, service_date, billing_period, detail, opened_run_id,
      opened_on, released_at, released_by, release_reason
    )
    values
      ('zero_amount', 'hold', 70, null, '2025-01-26', '2025-01', 'nothing to pay', 1,
        '2025-01-27', null, null, null),
      ('distance_outlier', 'hold', 71, null, '2025-01-27', '2025-01', '=120 km', 1, '2025-01-28',
        now(), 'Meera', 'a farm'),
      ('price_fallback', 'warn', 71, null, '2025-01-27', '2025-01',
        'line 1 of booking 71 has no unit price; the price of test 4 (Complete blood count with '
        || 'differential) was taken: 350.00', 1, '2025-01-28', null, null, null),
      ('late_booking', 'warn', 81, null, '2024-12-20', '2025-01', 'period 2024-12 is closed', 1,
        '2025-01-05', null, null, null),
      ('bad_offer', 'warn', null, 3, null, null, 'offer 3: a percentage of 140', 1, '2025-01-02',
        null, null, null),
      ('zero_amount', 'hold', 200, null, '2025-03-02', '2025-03', 'another month', 1,
        '2025-03-02', null, null, null);
    """
}
