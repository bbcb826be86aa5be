-- What an app of some years holds: {bookings} bookings, users without one, bookings of nobody and of
-- users that are gone, without a date, a status or an item, and tests without a report time.

insert into categories (name)
select 'Category ' || n from generate_series(1, 6) n;

insert into tests (
  category_id, name, description, price, discounted_price, sample_type, report_time_hours,
  is_active, created_at
)
select 1 + n % 6, 'Test ' || n, null, 100 + n * 12.5, case when n % 3 = 0 then 90 + n * 12 end,
  'Blood', case n % 4 when 0 then null when 1 then 24 when 2 then 6 else 72 end, true,
  timestamp '2023-01-01'
from generate_series(1, 60) n;

insert into users (
  phone, email, hashed_password, full_name, is_active, is_superuser, is_verified, role, created_at
)
select '+9198' || lpad(n::text, 8, '0'), 'user' || n || '@example.org', 'x', 'User ' || n, true,
  false, true, case when n % 500 = 0 then 'ADMIN' else 'USER' end,
  timestamp '2023-01-01' + n * interval '1 hour'
from generate_series(1, {bookings} / 10) n;

insert into addresses (user_id, address_line1, city, postal_code, is_default)
select n, n || ' MG Road', 'Bengaluru', '560001', n % 2 = 0
from generate_series(1, {bookings} / 20) n;

-- Users that were deleted by hand, past the foreign key: their bookings are still there.
set session_replication_role = replica;
insert into bookings (
  user_id, booking_date, status, address, address_link, created_at, updated_at
)
select
  case
    when n % 499 = 0 then null
    when n % 997 = 0 then 10000000 + n
    else 1 + n * 7919 % ({bookings} / 11)
  end,
  case when n % 701 = 0 then null else timestamp '2025-01-01' + n * interval '7 minutes' end,
  (array['completed', 'completed', 'Completed', 'cancelled', 'pending', null])[1 + n % 6]{status_cast},
  'Somewhere', null,
  case when n % 811 = 0 then null else timestamp '2025-01-01' + n * interval '5 minutes' end,
  timestamp '2025-01-01' + n * interval '5 minutes'
from generate_series(1, {bookings}) n;
set session_replication_role = origin;

insert into booking_items (booking_id, test_id)
select n, 1 + (n * 31 + item * 7) % 60
from generate_series(1, {bookings}) n, generate_series(1, 3) item
where item <= n % 4;
