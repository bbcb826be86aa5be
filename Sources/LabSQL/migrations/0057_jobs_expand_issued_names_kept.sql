-- From here on a number is given with the names, and never without.
--
-- A run of the version before may have numbered since the batches went by: what is new since then is
-- filled here, found by its run, while nobody writes.

lock table billing_records in share row exclusive mode;

update billing_records
set issued_names = named.document
from (
  select r.id,
    jsonb_build_object(
      'customer', coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id),
      'pet', pet.name,
      'tests', coalesce(tested.list, '[]')
    ) as document
  from billing_records r
  join users u on u.id = r.user_id
  left join bookings b on b.id = r.booking_id
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
    from jsonb_array_elements_text(r.test_ids) with ordinality as booked (id, place)
    left join tests t on t.id = booked.id::integer
    left join categories category on category.id = t.category_id
  ) tested on true
  where r.run_id in (
      select run_id
      from billing_runs
      where finished_at is null or finished_at > now() - interval '1 day'
    )
    and r.invoice_number is not null
    and r.issued_names is null
) named
where billing_records.id = named.id;

alter table billing_records
  add constraint billing_records_issued_names_check
    check (
      case
        when invoice_number is null then issued_names is null
        else coalesce(
          jsonb_typeof(issued_names -> 'customer') = 'string'
            and jsonb_typeof(issued_names -> 'tests') = 'array',
          false)
      end
    ) not valid;
