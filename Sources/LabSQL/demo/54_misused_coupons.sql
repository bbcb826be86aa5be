-- redemption_invalid (R5): the customer keeps the discount and the record is held until an admin
-- has released it. One of each reason, each recorded by an app that did not check.

insert into coupon_redemptions
  (id, coupon_id, booking_id, user_id, discount_amount, redemption_date)
select
  (select max(id) from coupon_redemptions)
    + row_number() over (order by demo_case.day, demo_case.nth),
  coupons.id, demo_case.booking_id, coalesce(misuse.other_user, demo_case.user_id),
  case
    when offer_id is not null and misuse.amount is null then
      demo_discount(demo_case.booking_id, offer_id)
    else least(misuse.amount, demo_base(demo_case.booking_id))
  end,
  bookings.created_at
from (
  values
    -- The coupon is inactive: its clinic closed.
    (date '2025-03-11', 1, 'VET-WHITE', 250.00, null::integer),
    ('2025-04-09', 1, 'VET-WHITE', 250.00, null),
    -- It is past its dates; its offer is.
    ('2025-03-17', 1, 'DIWALI24', 150.00, null),
    ('2025-03-27', 1, 'NEWYEAR20', null, null),
    -- Its offer is unusable.
    ('2025-04-08', 1, 'PARROT10', 90.00, null),
    -- Redeemed by another user than the booking's.
    ('2025-04-16', 1, 'STAFFPET', 200.00, 5),
    -- Beyond the 25 uses of the camp's coupon.
    ('2025-04-13', 3, 'CAMPHSR', null, null),
    ('2025-04-13', 2, 'CAMPHSR', null, null)
) as misuse (day, nth, code, amount, other_user)
join demo_case
  on demo_case.day = misuse.day and not demo_case.at_home and demo_case.nth = misuse.nth
join bookings on bookings.id = demo_case.booking_id
join coupons on coupons.code = misuse.code
order by demo_case.day, demo_case.nth;

-- A second welcome, on a later visit of somebody who had the first: beyond max_uses_per_user.
with welcomed_again as (
  select demo_case.booking_id, demo_case.user_id, welcome.coupon_id, bookings.created_at
  from coupon_redemptions as welcome
  join coupons on coupons.id = welcome.coupon_id and coupons.code = 'WELCOME20'
  join demo_case on demo_case.user_id = welcome.user_id
  join bookings on bookings.id = demo_case.booking_id
  where bookings.created_at > welcome.redemption_date
    -- Below are the cases of the other files.
    and demo_case.nth > 8
  order by demo_dice('again', demo_case.booking_id, 10000), demo_case.booking_id
  limit 3
)
insert into coupon_redemptions
  (id, coupon_id, booking_id, user_id, discount_amount, redemption_date)
select
  (select max(id) from coupon_redemptions) + row_number() over (order by booking_id),
  coupon_id, booking_id, user_id, demo_discount(booking_id, 9), created_at
from welcomed_again
order by booking_id;
