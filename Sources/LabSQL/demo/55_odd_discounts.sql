-- What coupons gave that is not what they are worth, or more than there was to give (R5, R6).

insert into coupon_redemptions
  (id, coupon_id, booking_id, user_id, discount_amount, redemption_date)
select
  (select max(id) from coupon_redemptions)
    + row_number() over (order by odd.day, odd.at_home, odd.nth),
  coupons.id, demo_case.booking_id, demo_case.user_id,
  case odd.how
    when 'beyond' then demo_base(demo_case.booking_id) + amount
    when 'whole' then demo_base(demo_case.booking_id)
    else amount
  end,
  bookings.created_at
from (
  values
    -- bad_redemption: a coupon taken back by entering it once more, with a minus. Quarantined.
    (date '2025-03-14', false, 3, 'SORRY100', 'exactly', -100.00),
    ('2025-03-31', false, 3, 'APP75', 'exactly', -75.00),
    ('2025-04-10', false, 3, 'SORRY100', 'exactly', -100.00),
    -- discount_capped: a goodwill greater than the bill. Home visits pay the distance still.
    ('2025-03-18', true, 7, 'STAFFPET', 'beyond', 250.00),
    ('2025-03-29', true, 8, 'RESCUE300', 'beyond', 50.00),
    ('2025-04-04', true, 7, 'STAFFPET', 'beyond', 100.00),
    ('2025-04-12', true, 7, 'RESCUE300', 'beyond', 25.00),
    -- zero_amount: a gift, and nothing to drive. Held, lest it was a mistake.
    ('2025-03-20', false, 4, 'RESCUE300', 'whole', null),
    ('2025-03-28', false, 4, 'STAFFPET', 'whole', null),
    ('2025-04-05', false, 4, 'RESCUE300', 'whole', null),
    ('2025-04-11', false, 4, 'STAFFPET', 'whole', null)
) as odd (day, at_home, nth, code, how, amount)
join demo_case
  on demo_case.day = odd.day and demo_case.at_home = odd.at_home and demo_case.nth = odd.nth
join bookings on bookings.id = demo_case.booking_id
join coupons on coupons.code = odd.code
order by odd.day, odd.at_home, odd.nth;

-- redemption_mismatch: for some days the app rounded a percentage down to whole fifties.
update coupon_redemptions
set discount_amount = floor(discount_amount / 50) * 50
from demo_visit as visit
where visit.id = coupon_redemptions.booking_id
  and coupon_id = 1
  and visit.day in ('2025-03-10', '2025-03-21', '2025-04-03')
  and discount_amount > 100
  and mod(discount_amount, 50) <> 0;

-- And a clinic's code, redeemed for less than the offer's order value.
insert into coupon_redemptions
  (id, coupon_id, booking_id, user_id, discount_amount, redemption_date)
select
  (select max(id) from coupon_redemptions) + row_number() over (order by booking_id),
  2, booking_id, user_id, 250.00, created_at
from (
  select distinct on (demo_case.day)
    demo_case.booking_id, demo_case.user_id, bookings.created_at
  from demo_case
  join bookings on bookings.id = demo_case.booking_id
  where demo_case.day in ('2025-03-26', '2025-04-15')
    and demo_case.at_home
    and demo_case.nth > 8
    and demo_base(demo_case.booking_id) between 400 and 999
  order by demo_case.day, demo_case.nth
) as small
order by booking_id;
