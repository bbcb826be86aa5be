-- The app may add a test to a booking after the booking got its pet: it gets a pending report too,
-- and the booking a batch group with its second test. Only where the pet was made up, for there the
-- booking was written the old way; the new app does all of this itself.
-- $1: the last id done; $2: how many ids at most. Returns the last id looked at, how many there were,
-- how many items got a report, how many were passed over, and no date: when one was added is not known.

with page as materialized (
  select max(id) as last_id, count(*) as ids_seen
  from (
    select id from booking_items where id > $1::bigint order by id limit $2::bigint
  ) ids
), unreported as materialized (
  select i.id, i.booking_id, i.test_id
  from booking_items i
  where i.id > $1::bigint
    and i.id <= (select last_id from page)
    and not exists (select from test_reports r where r.booking_item_id = i.id)
), wanting as materialized (
  select unreported.id, unreported.booking_id, unreported.test_id, b.pet_id
  from unreported
  join bookings b on b.id = unreported.booking_id
  join pets p on p.id = b.pet_id
  where p.name = 'Pet_' || p.user_id
    and p.species = 'Unknown'
), strays as materialized (
  select wanting.id, wanting.booking_id, wanting.test_id, wanting.pet_id
  from booking_items i
  join wanting on wanting.id = i.id
  join bookings b on b.id = i.booking_id
  order by i.id
  for key share of i, b skip locked
), grouped as (
  insert into test_batch_groups (booking_id)
  select distinct strays.booking_id
  from strays
  where (select count(*) from booking_items i where i.booking_id = strays.booking_id) >= 2
    and not exists (select from test_batch_groups g where g.booking_id = strays.booking_id)
  order by strays.booking_id
  returning id, booking_id
), groups as (
  select g.booking_id, min(g.id) as id
  from (
    select booking_id, id
    from test_batch_groups
    where booking_id in (select booking_id from strays)
    union all
    select booking_id, id from grouped
  ) g
  group by g.booking_id
), joined as (
  -- The reports that were there before the booking had a group.
  update test_reports
  set batch_group_id = grouped.id
  from grouped
  join booking_items i on i.booking_id = grouped.booking_id
  where test_reports.booking_item_id = i.id
    and test_reports.batch_group_id is null
), reported as (
  insert into test_reports (booking_item_id, pet_id, test_id, batch_group_id)
  select strays.id, strays.pet_id, t.id, groups.id
  from strays
  join tests t on t.id = strays.test_id
  left join groups on groups.booking_id = strays.booking_id
  order by strays.id
  on conflict (booking_item_id) do nothing
  returning id
)
select
  (select last_id from page)::bigint as last_id,
  (select ids_seen from page) as ids_seen,
  (select count(*) from reported) as rows_changed,
  (select count(*) from wanting) - (select count(*) from reported) as rows_left,
  null::timestamptz as newest_row_at;
