-- The turnaround time of a test is its report_time_hours, where somebody entered one.
-- $1: the last id done; $2: how many rows at most. Returns the last id looked at (null: none is
-- left), how many rows were changed, and when the newest of them was created.

with batch as materialized (
  select id
  from tests
  where id > $1
  order by id
  limit $2
  for no key update
), changed as (
  update tests
  set tat_hours = tests.report_time_hours
  from batch
  where tests.id = batch.id
    and tests.tat_hours is null
    and tests.report_time_hours >= 0
  returning tests.id
)
select
  (select max(id) from batch)::bigint as last_id,
  (select count(*) from changed) as rows_changed,
  null::timestamptz as newest_row_at;
