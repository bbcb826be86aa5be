-- Where they live, at least one address each. demo_home keeps the part of the city, for distances.

create table demo_home as
select
  id as user_id,
  least(demo_dice('area', id, 29), demo_dice('area again', id, 29)) as place
from users;

insert into addresses (id, user_id, address_line1, city, postal_code, is_default)
select
  row_number() over (order by user_id, nth), user_id,
  case demo_dice('kind of address', user_id * 10 + nth, 3)
    when 0 then
      'Flat ' || 100 * (1 + demo_dice('floor', user_id, 9)) + demo_dice('door', user_id, 8) + 1
        || ', ' || demo_choice('building', user_id, array[
          'Lotus Residency', 'Silver Oak Apartments', 'Gulmohar Enclave', 'Sai Krupa Heights',
          'Lakeview Towers', 'Green Meadows', 'Nandi Gardens', 'Palm Grove Apartments',
          'Sri Ganesha Nilaya', 'Rainbow Residency'])
    else
      'No. ' || 1 + demo_dice('number', user_id, 240)
        || ', ' || demo_choice('cross', user_id, array[
          '1st Cross', '2nd Cross', '3rd Cross', '4th Cross', '7th Cross', '9th Cross',
          '12th Cross'])
  end
    || ', ' || demo_choice('main', user_id, array[
      '1st Main', '2nd Main', '4th Main', '5th Main', '8th Main', '11th Main', '17th Main'])
    || ', ' || name,
  'Bengaluru', postal_code, nth = 1
from (
  select user_id, 1 as nth, place from demo_home
  union all
  -- Some also have the address of a parent, where the pet stays.
  select user_id, 2, demo_dice('second area', user_id, 29)
  from demo_home
  where demo_dice('second address', user_id, 16) = 0
) as homes
join demo_area using (place)
order by user_id, nth;
