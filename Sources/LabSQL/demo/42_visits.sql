-- Each visit of the seven weeks, decided by dice: when, who, which pet, at home or at the lab, and
-- what became of it. Ids follow the order in which they were booked, as in the app.

create table demo_visit as
with slot as materialized (
  -- A third before 9 in the morning, hardly anybody after lunch, owners after work; and the
  -- emergencies of the night, whose date in UTC is the day before.
  select
    day, seed, kind = 0 as emergency,
    case kind
      when 0 then demo_dice('minute', seed, 330)
      when 1 then 360 + 15 * demo_dice('minute', seed, 12)
      when 2 then 540 + 15 * demo_dice('minute', seed, 12)
      when 3 then 720 + 15 * demo_dice('minute', seed, 16)
      when 4 then 960 + 15 * demo_dice('minute', seed, 16)
      else 1200 + 15 * demo_dice('minute', seed, 12)
    end as minute_of_day
  from (
    select
      day, seed,
      case
        when roll < 2 or visits < 20 and roll < 40 then 0
        when roll < 36 then 1
        when roll < 63 then 2
        when roll < 76 then 3
        when roll < 95 then 4
        else 5
      end as kind
    from demo_day
    cross join lateral generate_series(1, visits) as nths (nth)
    cross join lateral (values ((day - date '2025-01-01') * 1000 + nth)) as seeds (seed)
    cross join lateral (values (demo_dice('kind of hour', seed, 100))) as rolls (roll)
  ) as kinds
),
booked as materialized (
  select
    *,
    at - make_interval(
      mins => case
        when emergency then 20 + demo_dice('notice', seed, 50)
        when demo_dice('short notice', seed, 5) < 2 then 90 + demo_dice('notice', seed, 480)
        else 600 + demo_dice('notice', seed, 3600)
      end) as created_at
  from slot
  cross join lateral (values (demo_instant(day, make_interval(mins => minute_of_day)))) as ats (at)
),
customer as materialized (
  select
    booked.*,
    case
      -- The rescue trust brings animals every other day.
      when demo_dice('the trust', seed, 240) = 0 then 1088
      when demo_dice('new customer', seed, 100) < 30 then newest - demo_dice('who', seed, 70)
      else 3 + demo_dice('who', seed, newest - 2)
    end as user_id
  from booked
  join demo_customers
    on demo_customers.day = (booked.created_at at time zone 'Asia/Kolkata')::date
)
select
  (6 + row_number() over (order by customer.created_at, seed))::integer as id,
  seed, customer.day, at, customer.created_at, emergency, customer.user_id,
  -- The app does not insist on a pet yet.
  case when demo_dice('no pet', seed, 33) > 0 then household.pet_id end as pet_id,
  case
    when household.species in ('Dog', 'Unknown') then 'Dog'
    when household.species = 'Cat' then 'Cat'
    else 'Other'
  end as shelf,
  demo_dice('at home', seed, 100) < case when emergency then 45 else 79 end as at_home,
  case
    -- Of the last weekend, not everything is done.
    when customer.day >= date '2025-04-19' then
      case
        when outcome < 640 then 'completed'
        when outcome < 700 then 'cancelled'
        when outcome < 860 then 'sample_collected'
        else 'confirmed'
      end
    when outcome < 890 then 'completed'
    when outcome < 950 then 'cancelled'
    when outcome < 962 then 'sample_collected'
    when outcome < 976 then 'confirmed'
    when outcome < 992 then 'pending'
    else 'rescheduled'
  end as outcome
from customer
cross join lateral (values (demo_dice('outcome', seed, 1000))) as outcomes (outcome)
cross join lateral (
  select pets.id as pet_id, pets.species
  from pets
  where pets.user_id = customer.user_id
  order by demo_dice('which pet', seed * 7 + pets.id, 1000), pets.id
  limit 1
) as household;

alter table demo_visit add primary key (id);
