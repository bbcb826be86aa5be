-- A booking written before there were pets gets its user's first pet, one being made up (Pet_<user>)
-- where the user has none; its two or more tests get a batch group, and each of them a pending
-- report. A booking that names its pet was written by the new app, which does all of this itself.
-- Without a user that exists there is nobody's pet to give.
--
-- Nothing is waited for: rows that the app holds are passed over, and taken on the next walk. So the
-- app never deadlocks with a batch. A booking whose items cannot all be had is passed over as well.
-- $1: the last id done; $2: how many ids at most. Returns the last id looked at, how many there were,
-- how many bookings got a pet, how many were passed over, and when the newest was created.

with page as materialized (
  select max(id) as last_id, count(*) as ids_seen
  from (
    select id from bookings where id > $1::bigint order by id limit $2::bigint
  ) ids
), free as materialized (
  select b.id, b.user_id, coalesce(b.created_at, b.updated_at)::timestamptz as created_at
  from bookings b
  where b.id > $1::bigint
    and b.id <= (select last_id from page)
    -- By the primary key: an index over all bookings without a pet would be read for each batch.
    and b.pet_id::text is null
  order by b.id
  for no key update skip locked
), items as materialized (
  select i.id, i.booking_id, i.test_id
  from booking_items i
  where i.booking_id in (select id from free)
  order by i.id
  for key share skip locked
), held as materialized (
  select booking_id, count(*) as item_count
  from items
  group by booking_id
), batch as materialized (
  select free.id, free.user_id, free.created_at, coalesce(held.item_count, 0) as item_count
  from free
  left join held on held.booking_id = free.id
  where coalesce(held.item_count, 0)
    = (select count(*) from booking_items i where i.booking_id = free.id)
), owners as materialized (
  select u.id as user_id
  from users u
  where u.id in (select user_id from batch)
  for key share skip locked
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
  where batch.item_count >= 2
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
  select items.id, given.pet_id, t.id, groups.id
  from given
  join items on items.booking_id = given.id
  join tests t on t.id = items.test_id
  left join groups on groups.booking_id = given.id
  order by items.id
  on conflict (booking_item_id) do nothing
)
select
  (select last_id from page)::bigint as last_id,
  (select ids_seen from page) as ids_seen,
  (select count(*) from given) as rows_changed,
  (
    select count(*)
    from bookings b
    join users u on u.id = b.user_id
    where b.id > $1::bigint
      and b.id <= (select last_id from page)
      and b.pet_id::text is null
  ) - (select count(*) from given) as rows_left,
  -- Of a row that does not say when it was created, nothing is known but that it is there.
  (select max(least(coalesce(created_at, now()), now())) from given) as newest_row_at;
