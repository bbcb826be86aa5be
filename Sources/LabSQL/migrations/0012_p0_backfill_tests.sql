-- The turnaround time of a test is its report_time_hours, where somebody entered one. Rows that the
-- app holds are passed over, and taken on the next walk.
-- $1: the last id done; $2: how many ids at most. Returns the last id looked at, how many there were,
-- how many rows were changed, how many passed over, and no date: when a time was entered is not known.

with page as materialized (
  select max(id) as last_id, count(*) as ids_seen
  from (
    select id from tests where id > $1::bigint order by id limit $2::bigint
  ) ids
), free as materialized (
  select id
  from tests
  where id > $1::bigint
    and id <= (select last_id from page)
    and tat_hours is null
    and report_time_hours >= 0
  order by id
  for no key update skip locked
), changed as (
  update tests
  set tat_hours = tests.report_time_hours
  from free
  where tests.id = free.id
  returning tests.id
)
select
  (select last_id from page)::bigint as last_id,
  (select ids_seen from page) as ids_seen,
  (select count(*) from changed) as rows_changed,
  (
    select count(*)
    from tests
    where id > $1::bigint
      and id <= (select last_id from page)
      and tat_hours is null
      and report_time_hours >= 0
  ) - (select count(*) from changed) as rows_left,
  null::timestamptz as newest_row_at;
