-- A month of :records bookings with invoiced records, as nights would have left them: two lines a
-- record, a discount on every third, a home visit on every second, a finding on every fiftieth.
-- Written at once, as no run could: without the database's protections, in a database of its own.

alter table billing_records disable trigger user;
alter table billing_number_series disable trigger user;
alter table billing_runs disable trigger user;

insert into users (phone, email, hashed_password, full_name)
select '+91' || (9000000000 + n), 'customer' || n || '@example.org', 'x',
  'Customer ' || n || ' of the benchmark'
from generate_series(1, 20000) as n;

insert into pets (user_id, name, species)
select n, 'Pet ' || n, 'Dog'
from generate_series(1, 20000) as n;

insert into categories (name)
select 'Category ' || n
from generate_series(1, 10) as n;

insert into tests (category_id, name, price)
select 1 + n % 10, 'Test number ' || n || ' of the catalogue', 100 + n
from generate_series(1, 120) as n;

insert into distance_pricing_configs
  (base_charge, charge_per_km, max_free_distance_km, effective_from)
values (50, 5, 2, '2024-01-01');

insert into billing_runs (job, business_date, through_date, state, finished_at)
values ('nightly', '2025-02-05', '2025-02-04', 'succeeded', now());

insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
values ('invoice', '24-25', 'PL/{fy}/{seq:07}', :records);

insert into bookings (user_id, pet_id, booking_date, status, address)
select 1 + n % 20000, 1 + n % 20000,
  '2025-01-01 00:00+05:30'::timestamptz
    + ((n - 1)::bigint * 31 * 86400 / :records) * interval '1 second',
  'completed', 'an address'
from generate_series(1, :records) as n;

insert into billing_records (
  booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
  billing_date, billing_period, status, invoice_number, invoice_date, invoice_series_id,
  invoice_sequence, pricing, fingerprint, run_id, issued_names
)
select priced.id, priced.user_id, jsonb_build_array(1 + priced.id % 120, 1 + (priced.id + 7) % 120),
  priced.first + priced.second, priced.discount, priced.distance,
  priced.first + priced.second - priced.discount + priced.distance, priced.billing_date,
  '2025-01', 'invoiced', 'PL/24-25/' || lpad(priced.id::text, 7, '0'), '2025-02-04', 1, priced.id,
  jsonb_build_object(
    'version', 1, 'booking', priced.id, 'user', priced.user_id,
    'service_date', priced.billing_date, 'billing_date', priced.billing_date,
    'lines', jsonb_build_array(
      jsonb_build_object(
        'item', priced.id * 2, 'test', 1 + priced.id % 120, 'quantity', 1,
        'unit_price', priced.first::text, 'price_source', 'item', 'amount', priced.first::text),
      jsonb_build_object(
        'item', priced.id * 2 + 1, 'test', 1 + (priced.id + 7) % 120, 'quantity', 1,
        'unit_price', priced.second::text, 'price_source', 'item', 'amount',
        priced.second::text)),
    'base', (priced.first + priced.second)::text,
    'offers', case
      when priced.discount > 0 then jsonb_build_array(
        jsonb_build_object(
          'offer', 1, 'name', 'January offer', 'eligible', (priced.first + priced.second)::text,
          'gives', priced.discount::text, 'verdict', 'applied'))
      else '[]'
    end,
    'redemptions', '[]'::jsonb,
    'discount', jsonb_build_object(
      'source', case when priced.discount > 0 then 'offer' else 'none' end,
      'promised', priced.discount::text, 'amount', priced.discount::text),
    'final', (priced.first + priced.second - priced.discount + priced.distance)::text),
  md5(priced.id::text), 1,
  jsonb_build_object(
    'customer', 'Customer ' || priced.user_id || ' of the benchmark', 'pet', 'Pet ' || priced.user_id,
    'tests', jsonb_build_array(
      jsonb_build_object(
        'id', 1 + priced.id % 120,
        'name', 'Test number ' || (1 + priced.id % 120) || ' of the catalogue',
        'category_id', 1 + (1 + priced.id % 120) % 10,
        'category', 'Category ' || (1 + (1 + priced.id % 120) % 10)),
      jsonb_build_object(
        'id', 1 + (priced.id + 7) % 120,
        'name', 'Test number ' || (1 + (priced.id + 7) % 120) || ' of the catalogue',
        'category_id', 1 + (1 + (priced.id + 7) % 120) % 10,
        'category', 'Category ' || (1 + (1 + (priced.id + 7) % 120) % 10))))
from (
  select b.id, b.user_id, (300 + b.id % 900 + 0.25)::numeric(12, 2) as first,
    (150 + b.id % 400 + 0.50)::numeric(12, 2) as second,
    (case when b.id % 3 = 0 then 45.10 else 0 end)::numeric(12, 2) as discount,
    (case when b.id % 2 = 0 then 62.50 else 0 end)::numeric(12, 2) as distance,
    (b.booking_date at time zone 'Asia/Kolkata')::date as billing_date
  from bookings b
) priced
order by priced.id;

insert into billing_findings (
  kind, severity, booking_id, service_date, billing_period, detail, opened_run_id, opened_on
)
select 'price_fallback', 'warn', r.booking_id, r.billing_date, '2025-01', 'line 1 has no unit price',
  1, '2025-01-31'
from billing_records r
where r.booking_id % 50 = 0;

analyze;
