-- What was booked: one to four tests. The price is what the app charged on that day, which for
-- orders by telephone is the list price. A line in a hundred has none: the app's version of that
-- hour left it out (price_fallback).

insert into booking_items (id, booking_id, test_id, quantity, unit_price, status)
select
  (select max(id) from booking_items) + row_number() over (order by line.booking_id, line.nth),
  line.booking_id, line.test_id,
  case
    when line.user_id = 1088 then 2 + demo_dice('litter', line.seed, 4)
    when demo_dice('two samples', line.seed, 45) = 0 then 2
    when demo_dice('three samples', line.seed, 400) = 0 then 3
    else 1
  end,
  case when demo_dice('no price', line.seed, 160) > 0 then
    demo_price(
      case when demo_dice('telephone', line.booking_id, 14) = 0 then tests.price
      else coalesce(tests.discounted_price, tests.price) end,
      line.day)
  end,
  case line.outcome
    when 'completed' then 'completed'
    when 'sample_collected' then
      case when demo_dice('bench', line.seed, 2) = 0 then 'collected' else 'processing' end
    else 'pending'
  end
from (
  select
    visit.id as booking_id, visit.user_id, visit.day, visit.outcome, nth, shelf.test_id,
    visit.seed * 10 + nth as seed,
    row_number() over (partition by visit.id, shelf.test_id order by nth) as copy
  from demo_visit as visit
  join (
    select species, count(*)::integer as places from demo_shelf group by species
  ) as catalogue on catalogue.species = visit.shelf
  cross join lateral generate_series(
    1, (array[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4])
      [1 + demo_dice('tests', visit.seed, 20)]) as nths (nth)
  join demo_shelf as shelf
    on shelf.species = visit.shelf
    and shelf.place = demo_dice('test', visit.seed * 10 + nth, catalogue.places)
  -- Of some, nobody entered what the sample was for (no_items).
  where demo_dice('nothing entered', visit.seed, 900) > 0
) as line
join tests on tests.id = line.test_id
-- The same test twice in a booking is seldom, and is meant: it is two lines of the bill.
where line.copy = 1 or demo_dice('twice', line.seed, 4) = 0
order by line.booking_id, line.nth;

-- What a booking comes to before discounts, for the redemptions that follow.
create function demo_base(booking integer) returns numeric
language sql stable
as $$
  select sum(quantity * coalesce(unit_price, discounted_price, price))
  from booking_items
  join tests on tests.id = test_id
  where booking_id = booking
$$;
