-- Some 700 redeemed coupons, each by somebody who may, for the amount that it is worth. What goes
-- wrong with coupons is in 54_misused_coupons.sql and 55_odd_discounts.sql.

-- What an offer gives a booking (R5), in the app's own words.
create function demo_discount(booking integer, offer integer) returns numeric
language sql stable
as $$
  select
    case
      when sum(amount) < minimum_order_value then 0
      when discount_type = 'percentage' then
        round(coalesce(sum(amount) filter (where eligible), 0) * discount_value / 100, 2)
      else least(discount_value, coalesce(sum(amount) filter (where eligible), 0))
    end
  from (
    select
      quantity * coalesce(unit_price, discounted_price, price) as amount,
      case
        when coalesce(applicable_tests, 'all') in ('all', '"all"') then true
        else applicable_tests::jsonb @> to_jsonb(test_id)
      end as eligible,
      minimum_order_value, discount_type, discount_value
    from booking_items
    join tests on tests.id = test_id
    join offers on offers.id = offer
    where booking_id = booking
  ) as lines
  group by minimum_order_value, discount_type, discount_value
$$;

create table demo_wish as
select
  visit.id as booking_id, visit.user_id, visit.created_at, base,
  case
    when users.created_at >= demo_instant('2025-02-01', '00:00')
      and row_number() over (partition by visit.user_id order by visit.created_at, visit.id) = 1
      and base > 0 and demo_dice('welcome', seed, 100) < 48 then 'WELCOME20'
    when (visit.created_at at time zone 'Asia/Kolkata')::date between '2025-04-05' and '2025-04-13'
      and base >= 1500 and demo_dice('camp', seed, 100) < 30 then 'CAMPHSR'
    when pets.breed like 'Indian Pariah%' and demo_dice('rescue', seed, 100) < 12
      and base >= 300 then 'RESCUE300'
    when base >= 1000 and demo_dice('referral', seed, 100) < 7 then
      demo_choice('clinic', visit.user_id, '{VET-INDIRA,VET-KORA,VET-HEBBAL,VET-JAYA}')
    when demo_dice('senior', seed, 100) < 24 and demo_discount(visit.id, 11) > 0 then 'SENIOR12'
    when demo_dice('app', seed, 100) < 3 and base >= 500 then 'APP75'
    when demo_dice('sorry', seed, 100) < 1 and base >= 250 then 'SORRY100'
  end as code
from demo_visit as visit
join users on users.id = visit.user_id
left join pets on pets.id = visit.pet_id
cross join lateral (select demo_base(visit.id) as base) as bills
where visit.outcome in ('completed', 'sample_collected', 'confirmed');

-- Two codes on one booking: a clinic's, and one for the trouble the customer had.
insert into demo_wish (booking_id, user_id, created_at, base, code)
select booking_id, user_id, created_at + interval '2 hours', base, 'SORRY100'
from demo_wish
where code like 'VET-%' and demo_dice('trouble', booking_id, 30) = 0;

insert into coupon_redemptions
  (id, coupon_id, booking_id, user_id, discount_amount, redemption_date)
select
  row_number() over (order by created_at, booking_id, coupon_id), coupon_id, booking_id, user_id,
  case
    when offer_id is not null then demo_discount(booking_id, offer_id)
    when code = 'RESCUE300' then 300
    when code = 'SORRY100' then 100
    else 75
  end,
  created_at
from (
  select
    demo_wish.*, coupons.id as coupon_id, offer_id, max_uses, max_uses_per_user,
    row_number() over (partition by coupons.id order by demo_wish.created_at, booking_id) as use,
    row_number() over (
      partition by coupons.id, user_id order by demo_wish.created_at, booking_id) as use_of_user
  from demo_wish
  join coupons using (code)
) as wishes
where use <= coalesce(max_uses, use) and use_of_user <= max_uses_per_user
order by created_at, booking_id, coupon_id;

drop table demo_wish;
