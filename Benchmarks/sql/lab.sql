-- A month of :bookings bookings, January 2025, as an app would have left it: completed, cancelled and
-- waiting ones, one to four lines each, every twentieth line without a price of its own, home visits,
-- offers, coupons that are used up or another's, and some bookings that nobody can bill. Of a hundred
-- some 79 give a record. The same number gives the same rows: each choice is drawn from a hash of what
-- it decides and for which row.

create function pg_temp.draw(choice integer, row_id integer, below integer) returns integer
language sql immutable as $$
  select (hashint4extended(row_id, choice) & 2147483647)::integer % below
$$;

insert into staff (name, phone, email, hashed_password, role, is_active)
values ('Bench', '+918055500001', 'bench@example.org', 'x', 'admin', true);

insert into users (phone, email, hashed_password, full_name)
select '+91' || (9000000000 + n), 'customer' || n || '@example.org', 'x',
  case when n % 50 > 0 then 'Customer ' || n || ' of the benchmark' end
from generate_series(1, greatest(50, :bookings / 5)) as n;

insert into pets (user_id, name, species)
select id, 'Pet ' || id, 'Dog' from users order by id;

insert into categories (name) select 'Category ' || n from generate_series(1, 10) as n;

insert into tests (category_id, name, price, discounted_price)
select 1 + n % 10, 'Test number ' || n || ' of the catalogue', 150 + n * 7.35,
  case when n % 3 = 0 then 140 + n * 6.05 end
from generate_series(1, 120) as n;

insert into distance_pricing_configs
  (base_charge, charge_per_km, max_free_distance_km, effective_from, effective_until)
values (50, 5, 2, '2024-01-01', '2025-01-15'), (60.50, 6.25, 3.5, '2025-01-16', null);

-- Offers that apply by themselves; one that is unusable, one that is over, one that nobody turned on.
insert into offers (
  name, discount_type, discount_value, start_date, end_date, is_active, applicable_tests,
  minimum_order_value
)
values
  ('New year', 'percentage', 10, '2025-01-01', '2025-01-10', true, null, 500),
  ('From a thousand', 'fixed_amount', 150, '2025-01-05', '2025-01-31', true, '"all"', 1000),
  (
    'Blood tests', 'percentage', 12.5, '2025-01-08', '2025-01-20', true,
    '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]', null
  ),
  ('All January', 'percentage', 7.5, '2025-01-01', '2025-01-31', true, '[]', 800),
  (
    'A few tests', 'fixed_amount', 75.55, '2025-01-15', '2025-01-25', true,
    '["31", "32", "33", "34", 35, 36]', null
  ),
  ('Unusable', 'percentage', 99, '2025-01-01', '2025-12-31', true, '"some"', null),
  ('Last year', 'percentage', 80, '2024-01-01', '2024-12-31', true, null, null),
  ('Turned off', 'percentage', 90, '2025-01-01', '2025-12-31', false, null, null),
  -- These take a code.
  ('Code: a fifth', 'percentage', 20, '2024-12-01', '2025-12-31', true, null, null),
  ('Code: two hundred', 'fixed_amount', 200, '2024-12-01', '2025-12-31', true, null, 1000),
  (
    'Code: half of ten', 'percentage', 50, '2024-12-01', '2025-12-31', true,
    '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]', null
  ),
  ('Code: ends early', 'percentage', 15, '2024-12-01', '2025-01-28', true, null, null);

-- One in ten can be used up, one in fifteen ends within the month, one is inactive.
insert into coupons (code, offer_id, start_date, end_date, is_active, max_uses, max_uses_per_user)
select 'CODE' || n, case when n % 5 > 0 then 8 + n % 5 end, '2024-12-01 00:00Z',
  case when n % 15 = 0 then timestamptz '2025-01-28 12:00Z' else '2025-12-31 00:00Z' end,
  n <> 41, case when n % 10 = 0 then greatest(1, :bookings / 320) end, 3
from generate_series(1, 60) as n;

-- The ids follow the days, not strictly. Two in a hundred are of the month before, two of the one after.
insert into bookings (
  user_id, pet_id, booking_date, status, address, estimated_distance_km, created_at, updated_at
)
select drawn.user_id, case when pg_temp.draw(2, n, 10) > 0 then drawn.user_id end,
  (date '2025-01-01' + drawn.day) at time zone 'Asia/Kolkata'
    + pg_temp.draw(3, n, 86400) * interval '1 second',
  case
    when pg_temp.draw(4, n, 1000) < 75 then (array['cancelled', 'Cancelled ', 'CANCELLED'])[1 + n % 3]
    when pg_temp.draw(4, n, 1000) < 150 then (array['pending', 'confirmed', null])[1 + n % 3]
    when pg_temp.draw(4, n, 1000) < 200 then (array['Completed', ' completed', 'COMPLETED '])[1 + n % 3]
    else 'completed'
  end,
  'House ' || n || ', a street of the town',
  case
    when pg_temp.draw(5, n, 1000) < 550 then null
    when pg_temp.draw(5, n, 1000) < 552 then -3.2
    when pg_temp.draw(5, n, 1000) < 554 then 100.5 + pg_temp.draw(6, n, 100)
    when pg_temp.draw(5, n, 1000) < 700 then pg_temp.draw(6, n, 300000) * 0.0001
    else pg_temp.draw(6, n, 2500) * 0.01
  end,
  '2025-01-01 00:00Z', '2025-01-01 00:00Z'
from (
  select n,
    case when pg_temp.draw(1, n, 500) > 0 then 1 + pg_temp.draw(7, n, greatest(50, :bookings / 5)) end
      as user_id,
    case pg_temp.draw(8, n, 100)
      when 0 then -1 - pg_temp.draw(9, n, 20)
      when 1 then -1 - pg_temp.draw(9, n, 20)
      when 2 then 31 + pg_temp.draw(9, n, 20)
      when 3 then 31 + pg_temp.draw(9, n, 20)
      else least(30, ((n - 1)::bigint * 31 / :bookings)::integer + pg_temp.draw(9, n, 3))
    end as day
  from generate_series(1, :bookings) as n
) drawn
order by n;

insert into booking_items (booking_id, test_id, quantity, unit_price)
select b.id, 1 + pg_temp.draw(20 + line, b.id, 120),
  case pg_temp.draw(30 + line, b.id, 2000)
    when 0 then 0
    when 1 then null
    else 1 + (pg_temp.draw(30 + line, b.id, 2000) % 25) / 24
  end,
  case pg_temp.draw(40 + line, b.id, 2000) % 20
    when 0 then null
    else case
      when pg_temp.draw(40 + line, b.id, 2000) = 1 then -10
      when pg_temp.draw(40 + line, b.id, 2000) = 2 then 0
      else 60 + pg_temp.draw(50 + line, b.id, 110000) * 0.01
    end
  end
from bookings b
cross join lateral generate_series(1, 1 + pg_temp.draw(10, b.id, 4)) as line
-- One booking in five hundred has no lines.
where pg_temp.draw(11, b.id, 500) > 0
order by b.id, line;

-- One booking in seven redeemed a coupon, some of them two: mostly what its offer gives.
insert into coupon_redemptions (coupon_id, user_id, booking_id, discount_amount, redemption_date)
select c.id, case when pg_temp.draw(60 + number, ordered.id, 500) > 0 then ordered.user_id else 1 end,
  ordered.id,
  case
    when pg_temp.draw(62 + number, ordered.id, 1000) = 0 then -1
    when pg_temp.draw(62 + number, ordered.id, 1000) < 30 then pg_temp.draw(64, ordered.id, 50000) * 0.01
    when c.offer_id = 10 then case when ordered.base >= 1000 then least(200, ordered.base) else 0 end
    when c.offer_id = 11 then round(ordered.of_the_first_ten * 0.5, 2)
    when c.offer_id is not null then round(ordered.base * o.discount_value * 0.01, 2)
    else 25 + pg_temp.draw(64, ordered.id, 100)
  end,
  ordered.booking_date - pg_temp.draw(66 + number, ordered.id, 172800) * interval '1 second'
from (
  select b.id, b.user_id, b.booking_date, greatest(0, sum(line.amount)) as base,
    greatest(0, coalesce(sum(line.amount) filter (where line.test_id <= 10), 0)) as of_the_first_ten
  from bookings b
  join (
    select i.booking_id, i.test_id,
      i.quantity * coalesce(i.unit_price, t.discounted_price, t.price) as amount
    from booking_items i
    join tests t on t.id = i.test_id
  ) line on line.booking_id = b.id
  where b.user_id is not null and pg_temp.draw(68, b.id, 7) = 0
  group by b.id
  having sum(line.amount) is not null
) ordered
cross join lateral
  generate_series(1, case pg_temp.draw(69, ordered.id, 20) when 0 then 2 else 1 end) as number
join coupons c on c.id = 1 + pg_temp.draw(70 + number, ordered.id, 60)
left join offers o on o.id = c.offer_id
order by ordered.id, number;
