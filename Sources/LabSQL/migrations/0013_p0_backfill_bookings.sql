-- A booking written before there were pets gets its user's first pet, one being made up (Pet_<user>)
-- where the user has none; its two or more tests get a batch group, and each of them a pending
-- report. A booking that names its pet was written by the new app, which does all of this itself.
-- Without a user that exists there is nobody's pet to give.
-- $1: the last id done; $2: how many rows at most. Returns the last id looked at (null: none is
-- left), how many bookings got a pet, and when the newest of them was created.

with batch as materialized (
  select b.id, b.user_id, b.created_at::timestamptz as created_at
  from bookings b
  where b.id > $1
    and b.pet_id is null
  order by b.id
  limit $2
  for no key update
), owners as materialized (
  select u.id as user_id
  from users u
  where u.id in (select user_id from batch)
), made as (
  insert into pets (user_id, name, species)
  select o.user_id, 'Pet_' || o.user_id, 'Unknown'
  from owners o
  where not exists (select from pets p where p.user_id = o.user_id)
  order by o.user_id
  returning id, user_id
), first_pets as (
  select owned.user_id, min(owned.id) as pet_id
  from (
    select p.user_id, p.id from pets p where p.user_id in (select user_id from owners)
    union all
    select user_id, id from made
  ) owned
  group by owned.user_id
), given as (
  update bookings
  set pet_id = first_pets.pet_id
  from batch
  join first_pets on first_pets.user_id = batch.user_id
  where bookings.id = batch.id
  returning bookings.id, bookings.pet_id, batch.created_at
), grouped as (
  insert into test_batch_groups (booking_id)
  select batch.id
  from batch
  where (select count(*) from booking_items i where i.booking_id = batch.id) >= 2
    and not exists (select from test_batch_groups g where g.booking_id = batch.id)
  order by batch.id
  returning id, booking_id
), groups as (
  select g.booking_id, min(g.id) as id
  from (
    select booking_id, id from test_batch_groups where booking_id in (select id from batch)
    union all
    select booking_id, id from grouped
  ) g
  group by g.booking_id
), reported as (
  insert into test_reports (booking_item_id, pet_id, test_id, batch_group_id)
  select i.id, given.pet_id, t.id, groups.id
  from given
  join booking_items i on i.booking_id = given.id
  join tests t on t.id = i.test_id
  left join groups on groups.booking_id = given.id
  order by i.id
  on conflict (booking_item_id) do nothing
)
select
  (select max(id) from batch)::bigint as last_id,
  (select count(*) from given) as rows_changed,
  (select max(created_at) from given) as newest_row_at;
