-- Numbers every finalized record, with the names that its invoice is issued with, in one statement.
-- At its end the database wants as many documents as the series went on.

begin;

insert into billing_number_series (kind, fiscal_year, number_format, year_start, last_sequence)
select 'invoice', '24-25', 'PL/{fy}/{seq:07}', '2024-04-01', count(*)
from billing_records
where status = 'finalized';

update billing_records r
set status = 'invoiced', invoice_date = '2025-02-01', run_id = :run_id, updated_at = now(),
  invoice_series_id = (select series_id from billing_number_series where kind = 'invoice'),
  invoice_sequence = numbered.sequence,
  invoice_number = 'PL/24-25/' || lpad(numbered.sequence::text, 7, '0'),
  issued_names = jsonb_build_object(
    'customer', numbered.customer, 'pet', numbered.pet, 'tests', numbered.tests)
from (
  select w.id, row_number() over (order by w.billing_date, w.booking_id) as sequence,
    coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id) as customer, p.name as pet,
    tested.tests
  from billing_records w
  join bookings b on b.id = w.booking_id
  join users u on u.id = w.user_id
  left join pets p on p.id = b.pet_id
  join (
    select listed.id,
      jsonb_agg(
        jsonb_build_object('id', t.id, 'name', t.name, 'category_id', c.id, 'category', c.name)
        order by listed.place
      ) as tests
    from (
      select r.id, test.id::integer as test_id, test.place
      from billing_records r
      cross join jsonb_array_elements_text(r.test_ids) with ordinality as test (id, place)
      where r.status = 'finalized'
    ) listed
    join tests t on t.id = listed.test_id
    join categories c on c.id = t.category_id
    group by listed.id
  ) tested on tested.id = w.id
  where w.status = 'finalized'
) numbered
where r.id = numbered.id;

commit;
