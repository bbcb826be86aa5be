-- The rules R1 to R6 as one statement: the records of January 2025, with all that a record holds, for the
-- settings of the benchmark (completed bookings are billed, a redeemed coupon replaces offers). Beside
-- it the program is measured, and each of its records is held against one of these.

insert into billing_records (
  booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
  billing_date, billing_period, status, pricing, fingerprint, run_id
)
with
-- R1, R2: completed, of the month, with somebody to bill, and of a distance that can be charged.
booking as materialized (
  select b.id as booking_id, u.id as user_id, (b.booking_date at time zone 'Asia/Kolkata')::date as day,
    round(b.estimated_distance_km, 3) as km
  from bookings b
  join users u on u.id = b.user_id
  where b.booking_date >= '2025-01-01 00:00+05:30'
    and b.booking_date < '2025-02-01 00:00+05:30'
    and lower(btrim(b.status, e' \t\n\r\f\v')) = 'completed'
    and (b.estimated_distance_km is null or b.estimated_distance_km between 0 and 999999999)
),
-- R3.
line as materialized (
  select i.booking_id, i.id, i.test_id, i.quantity, i.unit_price as booked, t.discounted_price, t.price as list,
    coalesce(i.unit_price, t.discounted_price, t.price) as price,
    i.quantity * coalesce(i.unit_price, t.discounted_price, t.price) as amount
  from booking_items i
  join booking on booking.booking_id = i.booking_id
  join tests t on t.id = i.test_id
),
based as materialized (
  select line.booking_id, sum(line.amount) as base,
    case
      when count(distinct line.test_id) = count(*) then jsonb_agg(line.test_id order by line.id)
      else (
        select jsonb_agg(f.test_id order by f.first)
        from (
          select o.test_id, min(o.id) as first
          from booking_items o
          where o.booking_id = line.booking_id
          group by o.test_id
        ) f
      )
    end as test_ids,
    jsonb_agg(
      jsonb_build_object(
        'item', line.id, 'test', line.test_id, 'quantity', line.quantity, 'unit_price', line.price::text,
        'price_source',
        case
          when line.booked is not null then 'booked'
          when line.discounted_price is not null then 'discounted'
          else 'list'
        end,
        'amount', line.amount::text
      )
      order by line.id
    ) as lines
  from line
  group by line.booking_id
  having bool_and(coalesce(line.quantity, 0) >= 1 and line.price >= 0)
    and sum(line.amount) <= 9999999999.99
),
-- R4: one pricing a day.
pricing as (
  select day, p.*
  from generate_series(date '2025-01-01', '2025-01-31', '1 day') as day
  cross join lateral (
    select c.id, c.base_charge, c.charge_per_km, c.max_free_distance_km
    from distance_pricing_configs c
    where c.is_active and c.effective_from <= day
      and (c.effective_until is null or day <= c.effective_until)
    order by c.effective_from desc, c.id desc
    limit 1
  ) p
),
-- R5: offers whose own data is usable; those with a list of tests are of a list.
offer as materialized (
  select o.id, o.name, o.discount_type, o.discount_value, o.minimum_order_value, o.start_date, o.end_date,
    o.is_active, not exists (select from coupons c where c.offer_id = o.id) as is_automatic,
    o.applicable_tests::text ~ '[0-9]' as is_of_list,
    o.applicable_tests::text as listed
  from offers o
  where o.discount_value >= 0 and o.discount_value <> 'NaN'
    and (o.discount_type <> 'percentage' or o.discount_value <= 100)
    and coalesce(btrim(o.applicable_tests::text, e' \t\n\r'), '') ~
      '^("?all"?|null|""||\[\s*(("[+-]?[0-9]+"|[+-]?[0-9]+)\s*(,\s*("[+-]?[0-9]+"|[+-]?[0-9]+)\s*)*)?\])$'
),
eligible as (
  select line.booking_id, listed.offer_id, sum(line.amount) as amount
  from line
  join (
    select distinct offer.id as offer_id, entry::numeric as test_id
    from offer
    cross join jsonb_array_elements_text(offer.listed::jsonb) as entry
    where offer.is_of_list
  ) listed on listed.test_id = line.test_id
  group by line.booking_id, listed.offer_id
),
-- R5: each redemption is judged among all of its coupon's, as of its own date.
redemption as (
  select r.id, r.booking_id, r.coupon_id, r.user_id, r.discount_amount, r.redemption_date,
    row_number() over (partition by r.coupon_id order by r.redemption_date, r.id) as use_of_coupon,
    row_number() over (partition by r.coupon_id, r.user_id order by r.redemption_date, r.id)
      as use_by_user
  from coupon_redemptions r
),
redeemed as materialized (
  select r.booking_id, sum(r.discount_amount) as promised, min(r.discount_amount) < 0 as is_bad,
    jsonb_agg(
      jsonb_strip_nulls(
        jsonb_build_object(
          'redemption', r.id, 'coupon', c.code, 'amount', r.discount_amount::text,
          'expected',
          case
            when o.id is null then null
            when based.base < o.minimum_order_value then '0.00'
            when o.discount_type = 'percentage' then
              round(
                case when o.is_of_list then coalesce(eligible.amount, 0) else based.base end
                  * o.discount_value / 100,
                2)::text
            else least(
              o.discount_value,
              case when o.is_of_list then coalesce(eligible.amount, 0.00) else based.base end)::text
          end,
          'problems',
          to_jsonb(
            array_remove(
              array[
                case when not c.is_active then 'the coupon is inactive' end,
                case
                  when r.redemption_date not between c.start_date and c.end_date then
                    'outside the coupon''s dates'
                end,
                case when r.use_of_coupon > c.max_uses then 'beyond the coupon''s uses' end,
                case
                  when r.use_by_user > c.max_uses_per_user then 'beyond the coupon''s uses by a user'
                end,
                case
                  when r.user_id <> booking.user_id then
                    'redeemed by user ' || r.user_id || ', not the booking''s'
                end,
                case when c.offer_id is not null and o.id is null then 'its offer is unusable' end,
                case when not o.is_active then 'its offer is inactive' end,
                case
                  when (r.redemption_date at time zone 'Asia/Kolkata')::date
                    not between o.start_date and o.end_date then 'outside its offer''s dates'
                end
              ],
              null
            )
          )
        )
      )
      order by r.id
    ) as list
  from redemption r
  join booking on booking.booking_id = r.booking_id
  join based on based.booking_id = r.booking_id
  join coupons c on c.id = r.coupon_id
  left join offer o on o.id = c.offer_id
  left join eligible on eligible.booking_id = r.booking_id and eligible.offer_id = o.id
  group by r.booking_id
),
-- R5: the offers in force, and which of them gives the most.
considered as (
  select entry.booking_id, max(entry.gives) as gives,
    jsonb_agg(
      jsonb_build_object(
        'offer', entry.id, 'name', entry.name, 'eligible', entry.eligible::text,
        'gives', entry.gives::text,
        'verdict',
        case
          when entry.gives is null or not entry.is_reached then 'below_minimum'
          when entry.gives = 0 then 'gives_nothing'
          when entry.place > 1 then 'gives_less'
          when entry.is_redeemed then 'replaced_by_coupon'
          else 'applied'
        end
      )
      order by entry.id
    ) as list
  from (
    select given.*,
      row_number() over (partition by given.booking_id order by given.gives desc, given.id) as place
    from (
      select reached.*,
        case
          when reached.discount_type = 'percentage' then
            round(reached.eligible * reached.discount_value / 100, 2)
          else least(reached.discount_value, reached.eligible)
        end as gives
      from (
        select booking.booking_id, o.id, o.name, o.discount_type, o.discount_value,
          redeemed.booking_id is not null as is_redeemed,
          based.base >= coalesce(o.minimum_order_value, 0) as is_reached,
          case
            when based.base < o.minimum_order_value then 0.00
            when o.is_of_list then coalesce(eligible.amount, 0.00)
            else based.base
          end as eligible
        from booking
        join based on based.booking_id = booking.booking_id
        join offer o
          on o.is_automatic and o.is_active and booking.day between o.start_date and o.end_date
        left join eligible on eligible.booking_id = booking.booking_id and eligible.offer_id = o.id
        left join redeemed on redeemed.booking_id = booking.booking_id
      ) reached
    ) given
  ) entry
  group by entry.booking_id
),
-- R6.
bill as (
  select booking.booking_id, booking.user_id, booking.day, booking.km, based.base, based.test_ids, based.lines,
    pricing.id as pricing_id, pricing.base_charge, pricing.charge_per_km, pricing.max_free_distance_km,
    case
      when booking.km > pricing.max_free_distance_km then
        round(
          pricing.base_charge
            + (booking.km - pricing.max_free_distance_km) * pricing.charge_per_km,
          2)
      else 0.00
    end as charge,
    considered.list as offers, redeemed.list as redemptions,
    coalesce(redeemed.promised, considered.gives, 0.00) as promised,
    case
      when redeemed.promised is not null then 'coupon'
      when considered.gives > 0 then 'offer'
      else 'none'
    end as source
  from booking
  join based on based.booking_id = booking.booking_id
  left join pricing on pricing.day = booking.day
  left join redeemed on redeemed.booking_id = booking.booking_id
  left join considered on considered.booking_id = booking.booking_id
  where not coalesce(redeemed.is_bad, false)
    and (booking.km is null or pricing.id is not null)
),
-- R9. Without the offset the document would be made twice: to be stored, and for its fingerprint.
explained as (
  select bill.*, least(promised, base) as discount, base - least(promised, base) + charge as final,
    jsonb_build_object(
      'version', 1, 'booking', booking_id, 'user', user_id, 'service_date', day, 'billing_date', day,
      'lines', lines, 'base', base::text, 'offers', coalesce(offers, '[]'),
      'redemptions', coalesce(redemptions, '[]'),
      'discount', jsonb_build_object(
        'source', source, 'promised', promised::text, 'amount', least(promised, base)::text),
      'final', (base - least(promised, base) + charge)::text
    )
    || case
      when km is null then '{}'
      else jsonb_build_object(
        'distance',
        jsonb_build_object(
          'km', trim_scale(km)::text, 'config', pricing_id, 'base_charge', base_charge::text,
          'free_km', trim_scale(max_free_distance_km)::text, 'per_km', charge_per_km::text,
          'charge', charge::text))
    end as pricing
  from bill
  offset 0
)
select booking_id, user_id, test_ids, base, discount, charge, final, day, '2025-01', 'draft', pricing,
  encode(sha256(convert_to(pricing::text, 'UTF8')), 'hex'), :run_id
from explained
where final <= 9999999999.99
order by booking_id;
