-- :bookings bookings a month from 2025-01 to 2026-01, as an app would have left them: two lines each,
-- every twentieth line without a price of its own, a home visit on every second, a coupon on every
-- twentieth, offers over some of the months.

insert into users (phone, email, hashed_password, full_name)
select '+91' || (9000000000 + n), 'customer' || n || '@example.org', 'x', 'Customer ' || n
from generate_series(1, 20000) as n;

insert into staff (name, phone, email, hashed_password, role, is_active)
values ('Bench', '+918055500001', 'bench@example.org', 'x', 'admin', true);

insert into categories (name) select 'Category ' || n from generate_series(1, 10) as n;

insert into tests (category_id, name, price, discounted_price)
select 1 + n % 10, 'Test ' || n, 100 + n, case when n % 3 = 0 then 90 + n end
from generate_series(1, 120) as n;

insert into distance_pricing_configs
  (base_charge, charge_per_km, max_free_distance_km, effective_from)
values (50, 5, 2, '2024-01-01');

insert into offers (name, discount_type, discount_value, minimum_order_value, start_date, end_date)
select 'Offer ' || n, 'percentage', 5, 400, date '2025-01-01' + n * 45, date '2025-01-14' + n * 45
from generate_series(0, 7) as n;

insert into coupons (code, start_date, end_date, max_uses_per_user)
values ('BENCH', '2024-12-01', '2026-12-31', 1000);

insert into bookings (user_id, booking_date, status, address, estimated_distance_km)
select 1 + n % 20000,
  (date '2025-01-01' + (month * interval '1 month')) at time zone 'Asia/Kolkata'
    + (n::float8 / :bookings * (
      extract(epoch from (date '2025-01-01' + ((month + 1) * interval '1 month'))
        - (date '2025-01-01' + (month * interval '1 month')))
    )) * interval '1 second',
  'completed', 'an address', case when n % 2 = 0 then 4.5 end
from generate_series(0, 12) as month, generate_series(0, :bookings - 1) as n
order by month, n;

insert into booking_items (booking_id, test_id, quantity, unit_price)
select b.id, 1 + (b.id * 7 + line * 13) % 120, 1,
  case when (b.id + line) % 20 > 0 then 200 + (b.id * 31 + line) % 700 end
from bookings b, generate_series(1, 2) as line
order by b.id, line;

insert into coupon_redemptions (coupon_id, user_id, booking_id, discount_amount, redemption_date)
select 1, b.user_id, b.id, 25, b.booking_date from bookings b where b.id % 20 = 0;

analyze;
