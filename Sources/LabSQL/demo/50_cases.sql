-- From here on, what goes wrong in a lab: a few bookings each of what R2 to R8 name, in both
-- months. Everything was done, owner and pet are known, no coupon, one line: an ordinary booking,
-- to which the next files do one thing. A case is the nth such booking of a day, at home or not;
-- each file takes other numbers, so that no booking suffers twice.

create table demo_case as
select
  visit.day, visit.at_home, visit.id as booking_id, visit.user_id, item.id as item_id,
  row_number() over (partition by visit.day, visit.at_home order by visit.id)::integer as nth
from demo_visit as visit
join booking_items as item on item.booking_id = visit.id
where visit.outcome = 'completed'
  and visit.pet_id is not null
  and visit.user_id > 2
  and visit.user_id <> 1088
  and item.quantity = 1
  and item.unit_price is not null
  and (select count(*) from booking_items as other where other.booking_id = visit.id) = 1
  and not exists (
    select from coupon_redemptions as redeemed where redeemed.booking_id = visit.id
  );

alter table demo_case add primary key (day, at_home, nth);
