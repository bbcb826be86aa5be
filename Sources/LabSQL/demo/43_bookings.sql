-- The visits as the app keeps them: in the words it used over the years, with what its map service
-- said of the distance.

insert into bookings
  (id, user_id, booking_date, status, address, address_link, created_at, updated_at, pet_id,
   collection_staff_id, notes, estimated_distance_km)
select
  visit.id, visit.user_id, visit.at,
  -- Forms that were typed by hand, and an older version that wrote capitals (R2).
  case
    when outcome in ('completed', 'cancelled') then
      case demo_dice('spelling', seed, 60)
        when 0 then ' ' || initcap(outcome) || ' '
        when 1 then upper(outcome)
        when 2 then initcap(outcome)
        when 3 then outcome || ' '
        else outcome
      end
    else outcome
  end,
  case when at_home then
    home.address_line1 || ', ' || home.city || ' ' || home.postal_code
  else '' end,
  case when at_home and demo_dice('shared a link', seed, 4) > 0 then
    'https://maps.google.com/?q=12.' || 9000 + demo_dice('latitude', seed, 999)
      || ',77.' || 5500 + demo_dice('longitude', seed, 1999)
  else '' end,
  visit.created_at,
  case
    when outcome = 'completed' then
      visit.at + make_interval(mins => 150 + demo_dice('turnaround', seed, 1300))
    when outcome = 'cancelled' then
      visit.created_at + make_interval(
        secs => floor(extract(epoch from visit.at - visit.created_at)
          * demo_dice('thought', seed, 10) / 10)::integer)
    when outcome = 'sample_collected' then visit.at + interval '25 minutes'
    else visit.created_at
  end,
  visit.pet_id,
  case when at_home and outcome in ('completed', 'sample_collected') then
    collectors[1 + demo_dice('collector', seed, cardinality(collectors))]
  end,
  case demo_dice('note', seed, 40)
    when 0 then 'Bites. Muzzle, please.'
    when 1 then 'Call before you come.'
    when 2 then 'Tower B, gate 3.'
    when 3 then 'Second sample of the pair.'
    when 4 then 'Owner is at work, ask the watchman.'
  end,
  case when at_home then
    case
      when written < 13 then round(road / 1000.0, 1)
      when written < 18 then round(road / 1000.0, 3)
      when written = 18 then greatest(1, round(road / 1000.0, 0))
      -- Half a metre more than three decimals hold: rounded up before anything else (R4).
      else round(road / 1000.0 + 0.0005, 4)
    end
  end
from demo_visit as visit
join addresses as home on home.user_id = visit.user_id and home.is_default
join demo_home on demo_home.user_id = visit.user_id
join demo_area as area using (place)
cross join lateral (
  select
    greatest(500, area.metres + demo_dice('detour', seed, 1201) - 600) as road,
    demo_dice('decimals', seed, 20) as written
) as route
join (
  select assigned_area, array_agg(id order by id) as collectors
  from staff
  where role = 'collector' and is_active
  group by assigned_area
) as team on team.assigned_area = area.zone
order by visit.id;

-- A few have no status at all: they wait, as any word that is not the lab's own (R2).
update bookings set status = null where status = 'rescheduled' and id % 7 = 0;
