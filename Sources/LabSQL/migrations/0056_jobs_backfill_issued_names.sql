-- Invoices of before get the names of today: what they were called when they were issued was not kept.
-- $1: the last id done; $2: how many ids at most. Returns the last id looked at, how many there were,
-- how many records were changed, how many passed over, and no date: it is nothing that the app writes.

with page as materialized (
  select max(id) as last_id, count(*) as ids_seen
  from (
    select id from billing_records where id > $1::bigint order by id limit $2::bigint
  ) ids
), free as materialized (
  select r.id, r.user_id, r.booking_id, r.test_ids
  from billing_records r
  where r.id > $1::bigint
    and r.id <= (select last_id from page)
    and r.invoice_number is not null
    and r.issued_names is null
  order by r.id
  for no key update skip locked
), changed as (
  update billing_records
  set issued_names = named.document
  from (
    select free.id,
      jsonb_build_object(
        'customer', coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id),
        'pet', pet.name,
        'tests', coalesce(tested.list, '[]')
      ) as document
    from free
    join users u on u.id = free.user_id
    left join bookings b on b.id = free.booking_id
    left join pets pet on pet.id = b.pet_id
    left join lateral (
      select
        jsonb_agg(
          jsonb_build_object(
            'id', booked.id::integer,
            'name', coalesce(t.name, 'Test ' || booked.id),
            'category_id', category.id,
            'category', category.name
          )
          order by booked.place
        ) as list
      from jsonb_array_elements_text(free.test_ids) with ordinality as booked (id, place)
      left join tests t on t.id = booked.id::integer
      left join categories category on category.id = t.category_id
    ) tested on true
  ) named
  where billing_records.id = named.id
  returning billing_records.id
)
select
  (select last_id from page)::bigint as last_id,
  (select ids_seen from page) as ids_seen,
  (select count(*) from changed) as rows_changed,
  (
    select count(*)
    from billing_records r
    where r.id > $1::bigint
      and r.id <= (select last_id from page)
      and r.invoice_number is not null
      and r.issued_names is null
  ) - (select count(*) from changed) as rows_left,
  null::timestamptz as newest_row_at;
