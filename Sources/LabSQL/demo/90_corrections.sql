-- Not part of the load: the demo runs this before the night of business date 2025-04-10.
-- It is what the lab's office corrected in the app on the evening of 9 April, knowing nothing of
-- billing: only bookings and their lines change.

create table demo_correction as
with ordinary as (
  -- User and distance are known, no coupon, nothing that quarantines or holds.
  select
    bookings.id as booking_id,
    min(item.id) as item_id,
    case lower(trim(bookings.status))
      when 'completed' then 'completed'
      when 'cancelled' then 'cancelled'
      else 'waiting'
    end as outcome,
    (bookings.booking_date at time zone 'Asia/Kolkata')::date as day
  from bookings
  join booking_items as item on item.booking_id = bookings.id
  where bookings.booking_date >= '2025-03-24 00:00+05:30'
    and bookings.booking_date < '2025-04-10 00:00+05:30'
    and bookings.user_id is not null
    and bookings.estimated_distance_km between 1 and 18
    and not exists (
      select from coupon_redemptions as redeemed where redeemed.booking_id = bookings.id
    )
  group by bookings.id
  having bool_and(item.quantity = 1 and item.unit_price > 100) and count(*) < 3
),
numbered as (
  select *, row_number() over (partition by day, outcome order by booking_id) as nth
  from ordinary
)
select correction, booking_id, item_id
from numbered
join (
  values
    -- Late March is invoiced by now: each of these six is drift, to be settled by a note.
    ('two samples', date '2025-03-25', 'completed', 10),
    ('price agreed', '2025-03-26', 'completed', 10),
    ('test forgotten', '2025-03-27', 'completed', 10),
    ('longer way', '2025-03-28', 'completed', 10),
    ('nobody at home', '2025-03-26', 'completed', 14),
    ('nobody at home', '2025-03-29', 'completed', 14),
    -- 7 and 8 April were billed, and are drafts still: these are simply priced anew.
    ('price agreed', '2025-04-07', 'completed', 10),
    ('price agreed', '2025-04-08', 'completed', 10),
    ('test forgotten', '2025-04-07', 'completed', 15),
    ('test forgotten', '2025-04-08', 'completed', 15),
    ('test forgotten', '2025-04-08', 'completed', 20),
    ('nobody at home', '2025-04-07', 'completed', 25),
    ('nobody at home', '2025-04-08', 'completed', 25),
    -- Done on their day, and marked so only now. 9 April was not billed yet in any case.
    ('marked late', '2025-04-07', 'waiting', 1),
    ('marked late', '2025-04-08', 'waiting', 1),
    ('marked late', '2025-04-09', 'waiting', 1)
) as chosen (correction, day, outcome, nth) using (day, outcome, nth)
order by booking_id;

update booking_items
set
  quantity = case correction when 'two samples' then 2 else quantity end,
  unit_price = case correction when 'price agreed' then unit_price - 100 else unit_price end
from demo_correction
where demo_correction.item_id = booking_items.id
  and correction in ('two samples', 'price agreed');

insert into booking_items (booking_id, test_id, quantity, unit_price, status)
select booking_id, tests.id, 1, tests.price, 'completed'
from demo_correction
join tests on tests.name = 'Erythrocyte Sedimentation Rate'
where correction = 'test forgotten'
order by booking_id;

update booking_items
set status = 'completed'
from demo_correction
where demo_correction.booking_id = booking_items.booking_id
  and correction = 'marked late';

update bookings
set
  status = case correction
    when 'nobody at home' then 'cancelled'
    when 'marked late' then 'completed'
    else status
  end,
  estimated_distance_km =
    estimated_distance_km + case correction when 'longer way' then 5.5 else 0 end,
  updated_at = '2025-04-09 19:30:00+05:30'
from demo_correction
where demo_correction.booking_id = bookings.id;

drop table demo_correction;
