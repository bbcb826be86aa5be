-- The pricing rules (R1 to R6, and the findings of R8 that concern one booking), restated in SQL
-- from the written rules alone, to be compared with what the job computes, to the paisa.
--
--   restated_charges(zone, billable, excluded, combine, max_distance_km)   one row a booking
--   restated_bad_offers()                                                  the ids behind bad_offer
--
-- The session's TimeZone is the zone that date-times without a zone are in, so that one cast,
-- ::timestamptz, serves both kinds of column. Prices and distances are read as ::text::numeric:
-- exact for numeric columns, the shortest decimal form for double precision ones.

-- The largest amount that numeric(12,2) holds.
create or replace function restated_limit() returns numeric
language sql immutable as $$ select 9999999999.99 $$;

-- R2: statuses compare trimmed and case-insensitively.
create or replace function restated_status(status text) returns text
language sql immutable as $$ select lower(btrim(status, e' \t\n\r\f\v')) $$;

-- R5: what a usable offer gives on an eligible amount. round() of a numeric is half away from zero.
create or replace function restated_offer_amount(
  discount_type text, discount_value numeric, eligible numeric
) returns numeric
language sql immutable as $$
  select case discount_type
    when 'percentage' then round(eligible * discount_value * 0.01, 2)
    when 'fixed_amount' then least(discount_value, eligible)
  end
$$;

-- A text as JSON, or null where it is none.
create or replace function restated_json(written text) returns jsonb
language plpgsql immutable as $$
begin
  return written::jsonb;
exception
  when others then return null;
end
$$;

-- R5: which tests an offer is for: 'every' line, a 'list' of test ids, or 'malformed'.
create or replace function restated_scope(applicable_tests text) returns text
language sql immutable as $$
  select case
    when applicable_tests is null then 'every'
    when btrim(applicable_tests, e' \t\n\r') in ('', 'all') then 'every'
    when json in ('null', '[]', '""', '"all"') then 'every'
    when json is null or jsonb_typeof(json) <> 'array' then 'malformed'
    when exists (
      select from jsonb_array_elements(
        case jsonb_typeof(json) when 'array' then json else '[]' end
      ) as listed (element)
      where jsonb_typeof(element) not in ('number', 'string')
        or element #>> '{}' !~ '^[+-]?[0-9]+$'
    ) then 'malformed'
    else 'list'
  end
  from (select restated_json(applicable_tests) as json) as parsed
$$;

-- R5: every offer, whether its own data is usable, and whether it applies without a code.
create or replace view restated_offers as
select
  offer.id as offer_id,
  offer.discount_type,
  offer.discount_value,
  offer.minimum_order_value,
  offer.start_date,
  offer.end_date,
  coalesce(offer.is_active, false) as is_active,
  offer.applicable_tests,
  restated_scope(offer.applicable_tests) as scope,
  not exists (select from coupons where coupons.offer_id = offer.id) as is_automatic,
  coalesce(
    offer.discount_type in ('percentage', 'fixed_amount')
      and offer.discount_value <> 'NaN'
      and offer.discount_value >= 0
      and (offer.discount_type <> 'percentage' or offer.discount_value <= 100)
      and restated_scope(offer.applicable_tests) <> 'malformed',
    false
  ) as is_usable
from offers as offer;

create or replace function restated_bad_offers() returns table (offer_id integer)
language sql stable as $$
  select offer.offer_id from restated_offers as offer where not offer.is_usable order by 1
$$;

create or replace function restated_charges(
  zone text,
  billable text[],
  excluded text[],
  combine text,
  max_distance_km numeric
) returns table (
  booking_id integer,
  service_date date,
  outcome text,
  base_amount numeric,
  discount_amount numeric,
  distance_charge numeric,
  final_amount numeric,
  test_ids jsonb,
  findings text[]
)
language sql stable
set jit = off
set extra_float_digits = 1
as $$
  with
  -- R1: the service date is the booking's date in the billing zone.
  -- R2: what the status alone says. Excluded comes first; an unknown or missing status waits.
  booking as materialized (
    select
      bookings.id as booking_id,
      bookings.user_id,
      (bookings.booking_date::timestamptz at time zone zone)::date as service_date,
      bookings.estimated_distance_km::text::numeric as raw_km,
      case
        when restated_status(bookings.status)
          in (select restated_status(word) from unnest(excluded) as listed (word)) then 'excluded'
        when restated_status(bookings.status)
          in (select restated_status(word) from unnest(billable) as listed (word)) then 'billable'
        else 'waiting'
      end as standing
    from bookings
  ),
  -- R1: a billable booking without a date is in no period, and nothing else of it is judged.
  candidate as materialized (
    select booking_id, user_id, service_date, raw_km
    from booking
    where standing = 'billable' and service_date is not null
  ),

  -- R3: a line's price is its own, else the test's discounted price, else the test's price.
  priced_line as materialized (
    select
      item.booking_id,
      item.id as item_id,
      item.test_id,
      item.quantity,
      item.unit_price is null as is_fallback,
      coalesce(
        item.unit_price::text::numeric,
        test.discounted_price::text::numeric,
        test.price::text::numeric
      ) as price
    from booking_items as item
    join candidate on candidate.booking_id = item.booking_id
    left join tests as test on test.id = item.test_id
  ),
  judged_line as materialized (
    select
      booking_id,
      item_id,
      test_id,
      is_fallback,
      coalesce(quantity < 1, true) as bad_quantity,
      coalesce(
        price in ('NaN', 'Infinity') or price < 0 or price <> round(price, 2), true
      ) as bad_price,
      quantity * price as amount
    from priced_line
  ),
  -- R3: the base amount is the sum of the lines. Where every quantity is 1 or more and no price is
  -- negative, no price and no line is above the sum: one comparison says whether all of them fit.
  order_lines as materialized (
    select
      booking_id,
      bool_or(bad_quantity) as bad_quantity,
      bool_or(bad_price) as bad_price,
      bool_or(is_fallback) as has_fallback,
      case when not bool_or(bad_quantity or bad_price) then sum(amount) end as total
    from judged_line
    group by booking_id
  ),
  based as materialized (
    select
      candidate.booking_id,
      candidate.service_date,
      order_lines.booking_id is null as no_items,
      coalesce(order_lines.bad_quantity, false) as bad_quantity,
      coalesce(order_lines.bad_price, false) as bad_price,
      coalesce(order_lines.has_fallback, false) as has_fallback,
      coalesce(order_lines.total > restated_limit(), false) as base_out_of_range,
      case when order_lines.total <= restated_limit() then order_lines.total end as base
    from candidate
    left join order_lines on order_lines.booking_id = candidate.booking_id
  ),
  -- R3: the test ids in item order, each once, where it comes first.
  tested as materialized (
    select booking_id, jsonb_agg(test_id order by first_item) as test_ids
    from (
      select booking_id, test_id, min(item_id) as first_item
      from judged_line
      where test_id is not null
      group by booking_id, test_id
    ) as first_line
    group by booking_id
  ),

  -- R4: the config in force on each day: active, ends included, the latest start winning, then the
  -- highest id.
  in_force as materialized (
    select distinct on (day.service_date)
      day.service_date,
      config.base_charge,
      config.charge_per_km,
      config.max_free_distance_km
    from (select distinct candidate.service_date from candidate) as day
    join distance_pricing_configs as config
      on config.is_active
      and config.effective_from <= day.service_date
      and (config.effective_until is null or day.service_date <= config.effective_until)
    order by day.service_date, config.effective_from desc, config.id desc
  ),
  -- R4: a distance is judged as it was recorded, then taken to three decimals, half up.
  measured as materialized (
    select
      booking_id,
      service_date,
      raw_km is not null as has_distance,
      coalesce(raw_km in ('NaN', 'Infinity') or raw_km < 0, false) as bad_distance,
      case when raw_km >= 0 and raw_km not in ('NaN', 'Infinity') then round(raw_km, 3) end as km
    from candidate
  ),
  -- R4: free up to the free distance, beyond it the base charge and the rate of what is beyond.
  charged as materialized (
    select
      measured.booking_id,
      measured.bad_distance,
      measured.has_distance and in_force.service_date is null as no_distance_pricing,
      coalesce(measured.km > max_distance_km, false) as is_outlier,
      case
        when not measured.has_distance then 0
        when measured.km <= in_force.max_free_distance_km then 0
        -- R4: a distance is fixed-point; what 64 bits of it cannot hold has no charge.
        when in_force.service_date is not null and measured.km > 9223372036854775.807 then 1e11
        else round(
          in_force.base_charge
            + (measured.km - in_force.max_free_distance_km) * in_force.charge_per_km,
          2
        )
      end as charge
    from measured
    left join in_force on in_force.service_date = measured.service_date
  ),

  -- R5: the eligible amount of each booking under each offer that names its tests.
  offer as materialized (
    select * from restated_offers
  ),
  listed_test as materialized (
    select distinct offer.offer_id, (listed.element #>> '{}')::numeric as test_id
    from offer
    cross join lateral jsonb_array_elements(
      case when offer.scope = 'list' then offer.applicable_tests::jsonb else '[]' end
    ) as listed (element)
  ),
  listed_eligible as materialized (
    select judged_line.booking_id, listed_test.offer_id, sum(judged_line.amount) as eligible
    from judged_line
    join listed_test on listed_test.test_id = judged_line.test_id
    join based on based.booking_id = judged_line.booking_id and based.base is not null
    group by judged_line.booking_id, listed_test.offer_id
  ),
  -- R5: the offers that apply by themselves on each day.
  offer_of_day as materialized (
    select day.service_date, offer.*
    from (select distinct candidate.service_date from candidate) as day
    join offer
      on offer.is_automatic
      and offer.is_usable
      and offer.is_active
      and offer.start_date <= day.service_date
      and day.service_date <= offer.end_date
  ),
  -- R5: the most that one of them gives. Ties and offers that give 0 change no amount.
  best_offer as materialized (
    select
      based.booking_id,
      max(
        restated_offer_amount(
          offer_of_day.discount_type,
          offer_of_day.discount_value,
          case offer_of_day.scope
            when 'every' then based.base
            else coalesce(listed_eligible.eligible, 0)
          end
        )
      ) as amount
    from based
    join offer_of_day
      on offer_of_day.service_date = based.service_date
      and (
        offer_of_day.minimum_order_value is null
        or based.base >= offer_of_day.minimum_order_value
      )
    left join listed_eligible
      on listed_eligible.booking_id = based.booking_id
      and listed_eligible.offer_id = offer_of_day.offer_id
    where based.base is not null
    group by based.booking_id
  ),

  -- R5: each redemption's place among all redemptions of its coupon, whatever their bookings are.
  redemption as materialized (
    select
      redeemed.booking_id,
      redeemed.coupon_id,
      redeemed.user_id,
      redeemed.discount_amount::text::numeric as amount,
      redeemed.redemption_date::timestamptz as redeemed_at,
      (redeemed.redemption_date::timestamptz at time zone zone)::date as redeemed_on,
      row_number() over (
        partition by redeemed.coupon_id
        order by redeemed.redemption_date, redeemed.id
      ) as use_of_coupon,
      row_number() over (
        partition by redeemed.coupon_id, redeemed.user_id
        order by redeemed.redemption_date, redeemed.id
      ) as use_by_user
    from coupon_redemptions as redeemed
  ),
  judged_redemption as materialized (
    select
      redemption.booking_id,
      redemption.amount,
      -- R5: invalid as of its date: coupon or offer inactive, unusable or outside its dates, used
      -- more often than allowed, or by another than the booking's user.
      not coalesce(coupon.is_active, false)
        or redemption.redeemed_at < coupon.start_date::timestamptz
        or redemption.redeemed_at > coupon.end_date::timestamptz
        or coalesce(redemption.use_of_coupon > coupon.max_uses, false)
        or coalesce(redemption.use_by_user > coupon.max_uses_per_user, false)
        or redemption.user_id is distinct from candidate.user_id
        or offer.offer_id is not null and (
          not offer.is_usable
          or not offer.is_active
          or redemption.redeemed_on < offer.start_date
          or redemption.redeemed_on > offer.end_date
        ) as is_invalid,
      -- R5: the usable offer of the coupon, dates and activity aside, gives this booking another
      -- amount.
      coalesce(
        offer.is_usable
          and redemption.amount <> case
            when based.base < offer.minimum_order_value then 0
            else restated_offer_amount(
              offer.discount_type,
              offer.discount_value,
              case offer.scope
                when 'every' then based.base
                else coalesce(listed_eligible.eligible, 0)
              end
            )
          end,
        false
      ) as is_mismatch
    from redemption
    join candidate on candidate.booking_id = redemption.booking_id
    join based on based.booking_id = redemption.booking_id
    join coupons as coupon on coupon.id = redemption.coupon_id
    left join offer on offer.offer_id = coupon.offer_id
    left join listed_eligible
      on listed_eligible.booking_id = redemption.booking_id
      and listed_eligible.offer_id = coupon.offer_id
  ),
  -- R5: what was recorded is what was promised: summed and honoured, right or wrong.
  promised as materialized (
    select
      booking_id,
      bool_or(amount < 0 or amount = 'NaN') as bad_redemption,
      bool_or(is_invalid) as redemption_invalid,
      bool_or(is_mismatch) as redemption_mismatch,
      case when not bool_or(amount < 0 or amount = 'NaN') then sum(amount) end as total
    from judged_redemption
    group by booking_id
  ),

  -- R5: coupons and offers together, before the cap. A redemption of 0 is a redeemed coupon too.
  combined as materialized (
    select
      based.booking_id,
      case
        when promised.bad_redemption or promised.total > restated_limit() then null
        when combine = 'coupon_or_offer' then
          coalesce(promised.total, best_offer.amount, 0)
        when combine = 'best' then
          greatest(coalesce(promised.total, 0), coalesce(best_offer.amount, 0))
        when combine = 'both' then
          coalesce(promised.total, 0) + coalesce(best_offer.amount, 0)
      end as wanted,
      coalesce(promised.bad_redemption, false) as bad_redemption,
      coalesce(promised.total > restated_limit(), false) as discount_out_of_range,
      coalesce(promised.redemption_invalid, false) as redemption_invalid,
      coalesce(promised.redemption_mismatch, false) as redemption_mismatch
    from based
    left join promised on promised.booking_id = based.booking_id
    left join best_offer on best_offer.booking_id = based.booking_id
  ),
  -- R5: the discount is at most the base amount; the distance charge is never discounted.
  -- R6: final amount = base - discount + distance charge. Null where a part of it is unknown.
  summed as materialized (
    select
      candidate.booking_id,
      candidate.service_date,
      candidate.user_id is null as no_user,
      based.no_items,
      based.bad_quantity,
      based.bad_price,
      based.has_fallback,
      based.base_out_of_range,
      based.base,
      charged.bad_distance,
      charged.no_distance_pricing,
      charged.is_outlier,
      charged.charge,
      combined.bad_redemption,
      combined.discount_out_of_range,
      combined.redemption_invalid,
      combined.redemption_mismatch,
      combined.wanted > based.base as is_capped,
      case when combined.wanted > based.base then based.base else combined.wanted end as discount,
      based.base
        - case when combined.wanted > based.base then based.base else combined.wanted end
        + charged.charge as final
    from candidate
    join based on based.booking_id = candidate.booking_id
    join charged on charged.booking_id = candidate.booking_id
    join combined on combined.booking_id = candidate.booking_id
  ),
  -- R3, R4, R5: every cause of quarantine that can be told is told.
  quarantined as materialized (
    select summed.booking_id, array_agg(cause.kind order by cause.kind collate "C") as findings
    from summed
    cross join lateral (
      values
        ('no_user', no_user),
        ('no_items', no_items),
        ('bad_quantity', bad_quantity),
        ('bad_price', bad_price),
        (
          'amount_out_of_range',
          base_out_of_range
            or discount_out_of_range
            or coalesce(charge > restated_limit(), false)
            or coalesce(final > restated_limit(), false)
        ),
        ('bad_distance', bad_distance),
        ('no_distance_pricing', no_distance_pricing),
        ('bad_redemption', bad_redemption)
    ) as cause (kind, applies)
    where cause.applies
    group by summed.booking_id
  ),
  -- R8: what else is worth a person's look, on a booking that could be priced.
  billed as materialized (
    select
      summed.booking_id,
      summed.base,
      summed.discount,
      summed.charge,
      summed.final,
      coalesce(
        array_agg(remark.kind order by remark.kind collate "C") filter (where remark.applies),
        '{}'
      ) as findings
    from summed
    cross join lateral (
      values
        ('price_fallback', has_fallback),
        ('distance_outlier', is_outlier),
        ('redemption_invalid', redemption_invalid),
        ('redemption_mismatch', redemption_mismatch),
        ('discount_capped', is_capped),
        ('zero_amount', final = 0)
    ) as remark (kind, applies)
    where summed.booking_id not in (select quarantined.booking_id from quarantined)
    group by summed.booking_id, summed.base, summed.discount, summed.charge, summed.final
  )
  select
    booking.booking_id,
    booking.service_date,
    case
      when booking.standing <> 'billable' then booking.standing
      when booking.service_date is null then 'no_date'
      when quarantined.booking_id is not null then 'quarantined'
      else 'billed'
    end,
    round(billed.base, 2),
    round(billed.discount, 2),
    round(billed.charge, 2),
    round(billed.final, 2),
    case when billed.booking_id is not null then tested.test_ids end,
    case
      when booking.standing = 'billable' and booking.service_date is null then '{no_date}'
      else coalesce(quarantined.findings, billed.findings, '{}')
    end
  from booking
  left join quarantined on quarantined.booking_id = booking.booking_id
  left join billed on billed.booking_id = booking.booking_id
  left join tested on tested.booking_id = booking.booking_id
  order by booking.booking_id
$$;
