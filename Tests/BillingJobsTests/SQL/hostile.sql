-- 20,000 bookings of a lab where everything that the schema allows has happened, for service dates
-- from 2025-02-10 to 2025-04-20 in Asia/Kolkata. Runs once, on a migrated and empty schema.
--
-- Nothing is random: each choice is drawn from the md5 of what it decides and for which row, so
-- every run gives the same rows. Most bookings can still be billed. Rows are inserted in another
-- order than their ids, so that whoever forgets an `order by` is found out.

create function pg_temp.draw(label text, row_id integer, below integer) returns integer
language sql immutable as $$
  select ('x' || substr(md5(label || ':' || row_id), 1, 7))::bit(28)::integer % below
$$;

insert into users (id, phone, email, hashed_password, full_name)
select
  id,
  '+9190000' || lpad(id::text, 5, '0'),
  'owner' || id || '@example.test',
  'x',
  'Owner ' || id
from generate_series(1, 1500) as id;

insert into categories (id, name) values (1, 'Haematology');

-- 1 to 50 are ordinary. From 51 on: free, free by discount, a negative discounted price, a negative
-- price, the largest price there is, a paisa, a negative price that a discounted one stands in for.
insert into tests (id, category_id, name, price, discounted_price)
select
  id,
  1,
  'Test ' || id,
  200 + pg_temp.draw('test price', id, 300000) * 0.01,
  case when id % 3 = 0 then 100 + pg_temp.draw('test discount', id, 10000) * 0.01 end
from generate_series(1, 50) as id
union all
values
  (51, 1, 'Free', 0, null),
  (52, 1, 'Free by discount', 100, 0),
  (53, 1, 'Negative by discount', 500, -10),
  (54, 1, 'Negative', -20, null),
  (55, 1, 'Largest', 9999999999.99, null),
  (56, 1, 'Paisa', 0.01, null),
  (57, 1, 'Negative but discounted', -5, 250),
  (58, 1, 'Twenty paise', 0.20, null);

-- A change in the middle, a gap of two days in which none is in force, a rate of a paisa, a flat
-- rate, and inactive ones that would win if they counted.
insert into distance_pricing_configs (
  id, base_charge, charge_per_km, max_free_distance_km, effective_from, effective_until, is_active
)
values
  (1, 50.00, 5.00, 2.000, '2024-01-01', '2025-02-28', true),
  (2, 60.50, 12.50, 3.505, '2025-03-01', '2025-03-20', true),
  (3, 0.00, 0.01, 0.000, '2025-03-23', '2025-03-31', true),
  (4, 99.00, 0.00, 5.000, '2025-04-01', '2025-04-05', true),
  (5, 75.25, 7.77, 2.000, '2025-04-06', null, true),
  (6, 999.00, 99.00, 0.000, '2025-02-15', null, false),
  (7, 1.00, 1.00, 1.000, '2025-03-21', '2025-03-22', false);

-- Offers that apply by themselves, each with days on which it can win.
insert into offers (
  id, name, discount_type, discount_value, start_date, end_date, is_active, applicable_tests,
  minimum_order_value
)
values
  (1, 'Ten percent', 'percentage', 10, '2025-02-10', '2025-02-20', true, null, null),
  (2, 'Ten percent, tied', 'percentage', 10, '2025-02-15', '2025-02-20', true, '"all"', null),
  (3, 'From a thousand', 'fixed_amount', 150, '2025-02-10', '2025-03-31', true, null, 1000),
  (4, 'All of five', 'percentage', 100, '2025-02-21', '2025-02-24', true, '[1, 2, 3, 4, 5]', null),
  (
    5, 'More than the order', 'fixed_amount', 5000, '2025-02-22', '2025-02-28', true,
    '["3", "7", "+11", "012", 19, 23, 29, 31, 37]', null
  ),
  (6, 'Nothing, percent', 'percentage', 0, '2025-01-01', '2025-12-31', true, null, null),
  (7, 'Nothing, fixed', 'fixed_amount', 0, '2025-01-01', '2025-12-31', true, null, null),
  (8, 'An eighth', 'percentage', 12.5, '2025-03-01', '2025-03-10', true, ' all ', null),
  (9, 'A third', 'percentage', 33.33, '2025-03-05', '2025-03-07', true, '[]', null),
  (10, 'Half a percent', 'percentage', 0.5, '2025-03-11', '2025-03-20', true, '', null),
  (11, 'Null in JSON', 'percentage', 7.25, '2025-03-15', '2025-03-25', true, 'null', null),
  (12, 'Inactive', 'percentage', 90, '2025-01-01', '2025-12-31', false, null, null),
  (13, 'Expired', 'percentage', 80, '2025-01-01', '2025-02-09', true, null, null),
  (14, 'Not yet', 'percentage', 80, '2025-04-21', '2025-12-31', true, null, null),
  (15, 'One day', 'fixed_amount', 75.55, '2025-03-31', '2025-03-31', true, null, null),
  (16, 'Everything free', 'percentage', 100, '2025-04-01', '2025-04-01', true, null, null),
  (
    17, 'Exponents', 'fixed_amount', 99999.99, '2025-04-02', '2025-04-08', true, '[1e1, 2e1, 30]',
    null
  ),
  (
    18, 'Odd ids', 'percentage', 15, '2025-04-05', '2025-04-12', true,
    '["99999999999999999999", "-3", -0, 13, "0013", 14, 15, 16, 17, 18, -99999999999999999999]',
    null
  ),
  (19, 'Large orders', 'percentage', 50, '2025-03-01', '2025-03-10', true, null, 99999999),
  (
    20, 'The largest', 'fixed_amount', 9999999999.99, '2025-03-10', '2025-12-31', true, '[55]', null
  ),
  (21, 'Almost a thousand', 'percentage', 2.5, '2025-04-09', '2025-04-15', true, null, 999.99),
  (22, 'A paisa', 'fixed_amount', 0.01, '2025-04-10', '2025-04-20', true, null, 0),
  (23, 'Small change', 'percentage', 99.99, '2025-01-01', '2025-12-31', true, '[56, 58]', null),
  (24, 'A hundred', 'fixed_amount', 100, '2025-04-13', '2025-04-18', true, null, null),
  (25, 'Ten percent in April', 'percentage', 10, '2025-04-13', '2025-04-18', true, null, null),
  (26, 'Minimum below zero', 'percentage', 3, '2025-04-16', '2025-04-20', true, null, -1);

-- Offers that nobody can use: each would take more than any other if it were let.
insert into offers (
  id, name, discount_type, discount_value, start_date, end_date, is_active, applicable_tests
)
select
  29 + number,
  'Unusable ' || number,
  discount_type,
  discount_value,
  '2025-01-01',
  '2025-12-31',
  is_active,
  applicable_tests
from (
  values
    (1, 'percentage', 100.01, true, null),
    (2, 'percentage', -1, true, null),
    (3, 'fixed_amount', -0.01, true, null),
    (4, 'percentage', 'NaN', true, null),
    (5, 'fixed_amount', 'NaN', true, null),
    (6, 'percentage', 99, true, '{}'),
    (7, 'percentage', 99, true, '"some"'),
    (8, 'percentage', 99, true, '["x"]'),
    (9, 'percentage', 99, true, '[1.5]'),
    (10, 'percentage', 99, true, '[1, null]'),
    (11, 'percentage', 99, true, 'true'),
    (12, 'percentage', 99, true, '5'),
    (13, 'percentage', 99, true, '"ALL"'),
    (14, 'percentage', 99, true, '[1, " 5"]'),
    (15, 'percentage', 99, true, '[[1]]'),
    (16, 'percentage', 99, true, '[1, ""]'),
    (17, 'percentage', 99, true, '{"tests": [1]}'),
    (18, 'percentage', 99, true, '["1", 2, "3x"]'),
    (19, 'percentage', 500, false, null),
    (20, 'percentage', 99, true, '[true]'),
    (21, 'percentage', 99, true, '["+", 1]'),
    (22, 'percentage', 99, true, '["1e2", 1]'),
    (23, 'percentage', 99, true, '["\uff11\uff12", 1]'),
    (24, 'percentage', 99, true, '" "'),
    (25, 'percentage', 99, true, '[1.0]'),
    (26, 'percentage', 99, true, '["all"]'),
    (27, 'percentage', 99, true, '[1, 2'),
    (28, 'percentage', 99, true, '1, 2'),
    (29, 'percentage', 99, true, '[01]'),
    (30, 'percentage', 99, true, '[1,]')
) as unusable (number, discount_type, discount_value, is_active, applicable_tests);

-- Offers that take a code.
insert into offers (
  id, name, discount_type, discount_value, start_date, end_date, is_active, applicable_tests,
  minimum_order_value
)
values
  (60, 'Code: a fifth', 'percentage', 20, '2025-01-01', '2025-12-31', true, null, null),
  (61, 'Code: two hundred', 'fixed_amount', 200, '2025-01-01', '2025-12-31', true, '"all"', 1000),
  (
    62, 'Code: half of ten', 'percentage', 50, '2025-01-01', '2025-12-31', true,
    '[1, 2, 3, 4, 5, 6, 7, "8", "9", "10"]', null
  ),
  (63, 'Code: unusable value', 'percentage', 120, '2025-01-01', '2025-12-31', true, null, null),
  (64, 'Code: inactive', 'percentage', 15, '2025-01-01', '2025-12-31', false, null, null),
  (65, 'Code: expired', 'percentage', 10, '2025-01-01', '2025-02-28', true, null, null),
  (66, 'Code: unusable ids', 'fixed_amount', 300, '2025-01-01', '2025-12-31', true, '["?"]', null),
  (67, 'Code: a million', 'fixed_amount', 1000000, '2025-01-01', '2025-12-31', true, null, null),
  (68, 'Code: nothing', 'percentage', 0, '2025-01-01', '2025-12-31', true, null, null),
  (69, 'Code: ends in IST', 'percentage', 12.5, '2025-03-05', '2025-03-15', true, null, null),
  (70, 'Code: negative', 'fixed_amount', -5, '2025-01-01', '2025-12-31', true, null, null),
  (71, 'Code: never redeemed', 'percentage', 95, '2025-01-01', '2025-12-31', true, null, null);

insert into coupons (
  id, code, offer_id, start_date, end_date, is_active, max_uses, max_uses_per_user
)
values
  (1, 'FIFTH', 60, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (2, 'TWOHUNDRED', 61, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (3, 'HALFOFTEN', 62, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 500, 1000000),
  (4, 'UNUSABLEVALUE', 63, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (5, 'INACTIVEOFFER', 64, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (6, 'EXPIREDOFFER', 65, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (7, 'UNUSABLETESTS', 66, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (8, 'MILLION', 67, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 121, 1000000),
  (9, 'NOTHING', 68, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 122, 1000000),
  (10, 'ENDSINIST', 69, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (11, 'ALONE', null, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 120, 1000000),
  (12, 'INACTIVE', null, '2025-01-01 00:00Z', '2025-12-31 00:00Z', false, null, 1000000),
  (13, 'ENDSATNOON', null, '2025-01-01 00:00Z', '2025-03-10 12:00Z', true, null, 1000000),
  (14, 'STARTSATNOON', null, '2025-03-10 12:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (15, 'FIFTYUSES', null, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 50, 1000000),
  (16, 'NOUSES', 60, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 0, 1000000),
  (17, 'ONCEEACH', null, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 120, 1),
  (18, 'NEVEREACH', 60, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 0),
  (19, 'TIEDUSES', 61, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 100, 3),
  (20, 'TWICEEACH', null, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, 150, 2),
  (21, 'NEGATIVE', 70, '2025-01-01 00:00Z', '2025-12-31 00:00Z', true, null, 1000000),
  (22, 'NEVERREDEEMED', 71, '2025-01-01 00:00Z', '2025-01-02 00:00Z', false, null, 1);

-- What each booking is to be. A shape below 60 says what its lines are; the others are ordinary.
-- Some users book often, so that they use a coupon up.
create temporary table drawn_booking as
select
  id,
  case
    when pg_temp.draw('user', id, 100) = 0 then null
    when pg_temp.draw('user', id, 100) < 30 then 1 + pg_temp.draw('regular', id, 30)
    else 1 + pg_temp.draw('visitor', id, 1500)
  end as user_id,
  date '2025-02-10' + pg_temp.draw('day', id, 70) as service_date,
  pg_temp.draw('distance', id, 1000) as distance_case,
  -- A charge at the limit can only be billed where the lines come to nothing.
  case
    when pg_temp.draw('distance', id, 1000) between 429 and 434 then 40
    else pg_temp.draw('shape', id, 1000)
  end as shape
from generate_series(1, 20000) as id;

insert into bookings (id, user_id, booking_date, status, estimated_distance_km)
select
  drawn.id,
  drawn.user_id,
  case
    when pg_temp.draw('no date', drawn.id, 200) > 0 then
      -- Midnight in Kolkata is 18:30 of the day before in UTC.
      drawn.service_date::timestamp at time zone 'Asia/Kolkata'
        + case
          when pg_temp.draw('hour', drawn.id, 10) < 3 then
            interval '1 second' * pg_temp.draw('small hours', drawn.id, 19800)
          when pg_temp.draw('hour', drawn.id, 10) = 3 then interval '0'
          when pg_temp.draw('hour', drawn.id, 20) = 4 then interval '5 hours 30 minutes'
          when pg_temp.draw('hour', drawn.id, 20) = 14 then
            interval '5 hours 29 minutes 59.999999 seconds'
          when pg_temp.draw('hour', drawn.id, 10) = 5 then
            interval '23 hours 59 minutes 59.999999 seconds'
          else interval '9 hours' + interval '1 second' * pg_temp.draw('office', drawn.id, 36000)
        end
  end,
  case
    when pg_temp.draw('status', drawn.id, 1000) < 40 then
      (array['cancelled', 'Cancelled', ' CANCELLED ', e'cancelled\n'])[
        1 + pg_temp.draw('cancelled', drawn.id, 4)
      ]
    when pg_temp.draw('status', drawn.id, 1000) < 80 then
      (array['pending', 'confirmed', '', null, 'completed!', 'com pleted', 'canceled', '   '])[
        1 + pg_temp.draw('waiting', drawn.id, 8)
      ]
    when pg_temp.draw('status', drawn.id, 1000) < 160 then
      (array['Completed', ' completed', 'COMPLETED  ', e'\tcompleted\r\n', 'cOmPlEtEd'])[
        1 + pg_temp.draw('completed', drawn.id, 5)
      ]
    else 'completed'
  end,
  case
    when drawn.distance_case < 350 then null
    when drawn.distance_case < 360 then free_km
    when drawn.distance_case < 370 then free_km + 0.001
    when drawn.distance_case < 380 then greatest(free_km - 0.001, 0)
    when drawn.distance_case < 385 then free_km + 0.0004999
    when drawn.distance_case < 390 then free_km + 0.0005
    when drawn.distance_case < 395 then greatest(free_km - 0.0005, 0)
    when drawn.distance_case < 400 then 0
    when drawn.distance_case < 403 then -0.0004
    when drawn.distance_case < 406 then -3.2
    when drawn.distance_case < 408 then 'NaN'
    when drawn.distance_case < 410 then 'Infinity'
    when drawn.distance_case = 410 then '-Infinity'
    when drawn.distance_case < 413 then 1e300
    when drawn.distance_case < 417 then 100
    when drawn.distance_case < 420 then 100.0004
    when drawn.distance_case < 423 then 100.0005
    when drawn.distance_case < 426 then 100.001
    when drawn.distance_case < 429 then 9999
    -- The farthest visit whose charge still fits the column, and a metre or more beyond it.
    when drawn.distance_case < 432 then free_km + trunc((9999999999.99 - base_charge) / per_km, 3)
    when drawn.distance_case < 435 then
      free_km + trunc((9999999999.99 - base_charge) / per_km, 3) + 1
    when drawn.distance_case < 438 then 0.0004
    when drawn.distance_case < 441 then 0.0005
    when drawn.distance_case < 444 then 1e-30
    when drawn.distance_case < 447 then 123456.78949999999999999999999
    -- An odd number of metres, most of which the rates turn into half a paisa.
    when drawn.distance_case < 520 then
      free_km + 0.001 + 0.002 * pg_temp.draw('metres', drawn.id, 5000)
    when drawn.distance_case < 700 then pg_temp.draw('millimetres', drawn.id, 25000000) * 0.000001
    else pg_temp.draw('decametres', drawn.id, 2000) * 0.01
  end
from (
  select
    drawn_booking.*,
    coalesce(config.max_free_distance_km, 2) as free_km,
    coalesce(config.base_charge, 50) as base_charge,
    coalesce(nullif(config.charge_per_km, 0), 5) as per_km
  from drawn_booking
  left join distance_pricing_configs as config
    on config.is_active
    and config.effective_from <= drawn_booking.service_date
    and coalesce(drawn_booking.service_date <= config.effective_until, true)
) as drawn
order by md5('booking order:' || drawn.id);

create temporary table drawn_line as
with
-- Ordinary bookings: one to five lines, a few of them with something wrong.
ordinary as (
  select
    drawn_booking.id as booking_id,
    number,
    drawn_booking.id * 16 + number as line_key
  from drawn_booking
  cross join lateral generate_series(1, 1 + pg_temp.draw('lines', drawn_booking.id, 5)) as number
  where drawn_booking.shape >= 60
),
-- Special bookings, by shape. A test of 0 stands for any ordinary one.
special (low, high, number, test_id, quantity, unit_price) as (
  values
    -- 0 to 9 have no lines. The largest base there is, and a paisa above it.
    (10, 13, 1, 0, 100, 99999999.99),
    (10, 13, 2, 0, 1, 0.99),
    (14, 15, 1, 0, 100, 99999999.99),
    (14, 15, 2, 0, 1, 1.00),
    (16, 17, 1, 55, 1, null),
    -- A line, then a sum, then a line from the test's own price, that does not fit.
    (18, 19, 1, 0, 2147483647, 99999999.99),
    (20, 21, 1, 0, 60, 99999999.99),
    (20, 21, 2, 0, 60, 99999999.99),
    (22, 24, 1, 55, 2, null),
    -- A minimum order exactly met, missed by a paisa, passed by a paisa.
    (25, 29, 1, 0, 1, 400.00),
    (25, 29, 2, 0, 2, 300.00),
    (30, 34, 1, 0, 1, 999.99),
    (35, 39, 1, 0, 1, 1000.01),
    -- Orders of nothing, of a paisa, and of few enough paise that percentages meet half of one.
    (40, 44, 1, 0, 1, 0.00),
    (40, 44, 2, 51, 3, null),
    (45, 49, 1, 0, 1, 0.01),
    (50, 52, 1, 58, 1, 0.20),
    (53, 54, 1, 56, 3, null),
    -- The same test again and again, and again after another one.
    (55, 59, 1, 42, 1, 10.05),
    (55, 59, 2, 7, 1, 10.05),
    (55, 59, 3, 42, 1, 10.05),
    (55, 59, 4, 42, 2, null),
    (55, 59, 5, 1, 1, 10.05)
)
select
  booking_id,
  number,
  case
    when pg_temp.draw('odd test', line_key, 1000) < 12 then
      51 + pg_temp.draw('which odd test', line_key, 8)
    else 1 + pg_temp.draw('test', line_key, 50)
  end as test_id,
  case
    when pg_temp.draw('quantity', line_key, 2000) < 2 then null
    when pg_temp.draw('quantity', line_key, 2000) < 4 then 0
    when pg_temp.draw('quantity', line_key, 2000) < 5 then -1
    when pg_temp.draw('quantity', line_key, 2000) < 6 then -2147483648
    when pg_temp.draw('quantity', line_key, 2000) < 8 then 1000000
    when pg_temp.draw('quantity', line_key, 2000) < 150 then
      2 + pg_temp.draw('several', line_key, 3)
    else 1
  end as quantity,
  case
    when pg_temp.draw('odd test', line_key, 1000) < 12 then null
    when pg_temp.draw('unit price', line_key, 1000) < 30 then null
    when pg_temp.draw('unit price', line_key, 1000) < 33 then 0
    when pg_temp.draw('unit price', line_key, 1000) < 34 then -0.01
    when pg_temp.draw('unit price', line_key, 1000) < 35 then -100
    when pg_temp.draw('unit price', line_key, 1000) < 37 then 99999999.99
    when pg_temp.draw('unit price', line_key, 1000) < 80 then
      pg_temp.draw('paise', line_key, 100) * 0.01
    when pg_temp.draw('unit price', line_key, 1000) < 500 then
      50 + pg_temp.draw('rupees', line_key, 2500)
    else 1 + pg_temp.draw('price', line_key, 250000) * 0.01
  end as unit_price
from ordinary
union all
select
  drawn_booking.id,
  special.number,
  case
    when special.test_id = 0 then
      1 + pg_temp.draw('test', drawn_booking.id * 16 + special.number, 50)
    else special.test_id
  end,
  special.quantity,
  special.unit_price
from drawn_booking
join special on drawn_booking.shape between special.low and special.high;

create index on drawn_line (booking_id);
analyze drawn_line;

-- The ids of a booking's items grow with its lines, but lie far apart.
insert into booking_items (id, booking_id, test_id, quantity, unit_price)
select
  row_number() over (order by number, md5('item id:' || booking_id), booking_id),
  booking_id,
  test_id,
  quantity,
  unit_price
from drawn_line
order by md5('item order:' || booking_id || ':' || number);

-- About one booking in five redeemed a coupon, some of them two or three, whatever became of it;
-- of the largest and those near a minimum order, one in two.
create temporary table drawn_redemption as
select
  drawn_booking.id as booking_id,
  drawn_booking.service_date,
  drawn_booking.user_id,
  number,
  drawn_booking.id * 4 + number as redemption_key,
  case
    when drawn_booking.shape between 25 and 39 then 2
    when pg_temp.draw('common coupon', drawn_booking.id * 4 + number, 100) < 40 then
      1 + pg_temp.draw('which common coupon', drawn_booking.id * 4 + number, 3)
    when pg_temp.draw('common coupon', drawn_booking.id * 4 + number, 100) < 50 then
      19 + pg_temp.draw('which common coupon', drawn_booking.id * 4 + number, 2)
    else 4 + pg_temp.draw('coupon', drawn_booking.id * 4 + number, 18)
  end as coupon_id,
  -- Two promises of everything there is are more than an amount can be.
  pg_temp.draw('redeemed', drawn_booking.id, 1000) < 4 as is_too_much,
  -- Nothing off the largest order: with a distance charge it is more than an amount can be.
  drawn_booking.shape between 10 and 13 as is_largest
from drawn_booking
cross join lateral generate_series(
  1,
  case
    when pg_temp.draw('redeemed', drawn_booking.id, 1000) < 4 then 2
    when pg_temp.draw('redeemed', drawn_booking.id, 1000) < 15 then 3
    when pg_temp.draw('redeemed', drawn_booking.id, 1000) < 40 then 2
    when pg_temp.draw('redeemed', drawn_booking.id, 1000) < 220 then 1
    when drawn_booking.shape between 10 and 13 or drawn_booking.shape between 25 and 39 then
      pg_temp.draw('near', drawn_booking.id, 2)
    else 0
  end
) as number;

insert into coupon_redemptions (
  id, coupon_id, booking_id, user_id, discount_amount, redemption_date
)
select
  row_number() over (order by md5('redemption id:' || drawn.redemption_key)),
  drawn.coupon_id,
  drawn.booking_id,
  case
    when drawn.user_id is null or pg_temp.draw('foreign', drawn.redemption_key, 20) = 0 then
      1 + pg_temp.draw('foreigner', drawn.redemption_key, 1500)
    else drawn.user_id
  end,
  case
    when drawn.is_too_much then 9999999999.99
    when drawn.is_largest then 0
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 55 then promised.amount
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 57 then promised.amount + 0.01
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 59 then abs(promised.amount - 0.01)
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 69 then 0
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 71 then -0.01
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 72 then -9999999999.99
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 77 then ordered.base + 0.01
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 82 then ordered.base
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 84 then 9999999999.99
    when pg_temp.draw('promise', drawn.redemption_key, 100) < 86 then 0.01
    else pg_temp.draw('any promise', drawn.redemption_key, 50000) * 0.01
  end,
  case
    -- At the end, or the start, of a coupon: to the microsecond, to the second, a day off.
    when drawn.coupon_id in (13, 14) then
      timestamptz '2025-03-10 12:00Z' + (
        array[
          interval '0', interval '-1 microsecond', interval '1 microsecond', interval '-1 second',
          interval '1 second', interval '0', interval '-24 hours', interval '24 hours'
        ]
      )[1 + pg_temp.draw('edge', drawn.redemption_key, 8)]
    -- At the ends of an offer, whose days are days in Kolkata.
    when drawn.coupon_id = 10 then
      (
        array[
          timestamptz '2025-03-04 18:29:59.999999Z', timestamptz '2025-03-04 18:30Z',
          timestamptz '2025-03-05 00:00Z', timestamptz '2025-03-15 18:29:59.999999Z',
          timestamptz '2025-03-15 18:30Z', timestamptz '2025-03-10 00:00Z'
        ]
      )[1 + pg_temp.draw('edge', drawn.redemption_key, 6)]
    -- Many at the same moment, so that their ids decide who came first.
    when drawn.coupon_id in (19, 20) then
      timestamptz '2025-02-10 04:00Z'
        + interval '480 hours' * pg_temp.draw('moment', drawn.redemption_key, 3)
    else
      drawn.service_date::timestamp at time zone 'UTC'
        - interval '1 second' * pg_temp.draw('before', drawn.redemption_key, 300000)
  end
from drawn_redemption as drawn
left join coupons on coupons.id = drawn.coupon_id
left join offers on offers.id = coupons.offer_id
-- What the booking is worth, where that can be said, and what the coupon's offer makes of it.
cross join lateral (
  select
    least(greatest(coalesce(sum(line.amount), 0), 0), 9999999999.98) as base,
    least(
      greatest(coalesce(sum(line.amount) filter (where line.test_id <= 10), 0), 0),
      9999999999.98
    ) as of_the_first_ten
  from (
    select
      drawn_line.test_id,
      drawn_line.quantity * coalesce(drawn_line.unit_price, tests.discounted_price, tests.price)
        as amount
    from drawn_line
    join tests on tests.id = drawn_line.test_id
    where drawn_line.booking_id = drawn.booking_id
  ) as line
) as ordered
cross join lateral (
  select
    case
      when offers.id is null then 50.00
      when offers.id = 62 then round(ordered.of_the_first_ten * 0.5, 2)
      when ordered.base < offers.minimum_order_value then 0
      when offers.discount_type = 'fixed_amount' then least(offers.discount_value, ordered.base)
      else round(ordered.base * least(offers.discount_value, 100) * 0.01, 2)
    end as amount
) as promised
order by md5('redemption order:' || drawn.redemption_key);

drop table drawn_redemption;
drop table drawn_line;
drop table drawn_booking;
drop function pg_temp.draw (text, integer, integer);

select setval(pg_get_serial_sequence('users', 'id'), (select max(id) from users));
select setval(pg_get_serial_sequence('categories', 'id'), (select max(id) from categories));
select setval(pg_get_serial_sequence('tests', 'id'), (select max(id) from tests));
select setval(
  pg_get_serial_sequence('distance_pricing_configs', 'id'),
  (select max(id) from distance_pricing_configs)
);
select setval(pg_get_serial_sequence('offers', 'id'), (select max(id) from offers));
select setval(pg_get_serial_sequence('coupons', 'id'), (select max(id) from coupons));
select setval(pg_get_serial_sequence('bookings', 'id'), (select max(id) from bookings));
select setval(pg_get_serial_sequence('booking_items', 'id'), (select max(id) from booking_items));
select setval(
  pg_get_serial_sequence('coupon_redemptions', 'id'),
  (select max(id) from coupon_redemptions)
);

analyze;
