-- The history of records and runs is written while it happens and never after: an event by a run that
-- is at work, of a record as it stands; of a run that is over nothing is rewritten but when its result
-- was told. Columns that later files add to billing_runs are theirs to protect.

create function billing_record_events_check_rows() returns trigger
language plpgsql
as $$
declare
  bad record;
begin
  select n.run_id, run.state into bad
  from (select distinct run_id from new_rows) n
  left join billing_runs run on run.run_id = n.run_id
  where run.state is distinct from 'running'
  limit 1;
  if found then
    raise exception 'run % is over: nothing can be added to its history', bad.run_id
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        hint = 'The history is written by the runs themselves.';
  end if;
  select n.booking_id, n.event, r.status into bad
  from new_rows n
  left join billing_records r on r.booking_id = n.booking_id
  where r.id is null
    or r.status <> case n.event when 'finalized' then 'finalized' when 'invoiced' then 'invoiced'
      else 'draft' end
    or r.billing_date <> n.billing_date
    or r.base_amount <> n.base_amount
    or r.discount_amount <> n.discount_amount
    or r.distance_charge <> n.distance_charge
    or r.final_amount <> n.final_amount
  limit 1;
  if found then
    raise exception 'the record of booking % was not % so', bad.booking_id, bad.event
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        detail = format('It is %s, and its amounts and date are what an event of it says.',
          coalesce(bad.status, 'not there')),
        hint = 'The history is written by the runs themselves.';
  end if;
  return null;
end
$$;

create trigger billing_record_events_check_inserted
  after insert on billing_record_events
  referencing new table as new_rows
  for each statement
  execute function billing_record_events_check_rows();

create trigger billing_record_events_check_updated
  after update on billing_record_events
  referencing new table as new_rows
  for each statement
  execute function billing_record_events_check_rows();

create function billing_runs_check_begun() returns trigger
language plpgsql
as $$
begin
  raise exception 'run % of % cannot begin as %', new.run_id, new.job, new.state
    using
      errcode = 'restrict_violation',
      schema = tg_table_schema,
      table = tg_table_name,
      column = 'state',
      hint = 'A run begins as running, with nothing done; the runs write it themselves.';
end
$$;

create trigger billing_runs_check_begun
  after insert on billing_runs
  for each row
  when (
    new.state <> 'running' or new.finished_at is not null or new.package_digest is not null
    or new.result_written_at is not null
  )
  execute function billing_runs_check_begun();

-- What was passed over or taken over was so by a run of that job, at work.
create function billing_history_check_job() returns trigger
language plpgsql
as $$
begin
  if not exists (
    select
    from billing_runs r
    where r.run_id = new.run_id and r.job = tg_argv[0] and r.state = 'running'
  ) then
    raise exception 'no run of % that is at work writes this', tg_argv[0]
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'run_id',
        hint = format('It is written by jobrunner %s.', tg_argv[0]);
  end if;
  return null;
end
$$;

create trigger billing_series_advances_check_job
  after insert on billing_series_advances
  for each row
  execute function billing_history_check_job('series advance');

create trigger billing_export_adoptions_check_job
  after insert on billing_export_adoptions
  for each row
  execute function billing_history_check_job('exports adopt');

-- After the update, so that a value that no run can have is refused as such.
create trigger billing_runs_refuse_change
  after update on billing_runs
  for each row
  when (
    (
      new.run_id, new.job, new.business_date, new.started_at, new.person, new.os_user, new.host,
      new.pid, new.program_version, new.arguments
    ) is distinct from (
      old.run_id, old.job, old.business_date, old.started_at, old.person, old.os_user, old.host,
      old.pid, old.program_version, old.arguments
    )
    or old.result_written_at is not null
    and new.result_written_at is distinct from old.result_written_at
    or old.state <> 'running'
    and (
      new.through_date, new.state, new.finished_at, new.chunks_planned, new.chunks_done,
      new.bookings_read, new.records_created, new.records_updated, new.records_removed,
      new.records_unchanged, new.records_held, new.bookings_quarantined, new.records_drifted,
      new.records_finalized, new.records_invoiced, new.error, new.package_digest
    ) is distinct from (
      old.through_date, old.state, old.finished_at, old.chunks_planned, old.chunks_done,
      old.bookings_read, old.records_created, old.records_updated, old.records_removed,
      old.records_unchanged, old.records_held, old.bookings_quarantined, old.records_drifted,
      old.records_finalized, old.records_invoiced, old.error, old.package_digest
    )
  )
  execute function billing_history_refuse_change(
    'the history of run', 'run_id', 'It says what the run did, whatever became of it.');

create trigger billing_runs_refuse_delete
  before delete on billing_runs
  for each row
  execute function billing_history_refuse_change(
    'the history of run', 'run_id', 'It says what the run did, whatever became of it.');

create trigger billing_runs_refuse_truncate
  before truncate on billing_runs
  for each statement
  execute function billing_history_refuse_truncate();

alter table billing_record_events enable always trigger billing_record_events_check_inserted;
alter table billing_record_events enable always trigger billing_record_events_check_updated;
alter table billing_runs enable always trigger billing_runs_check_begun;
alter table billing_series_advances enable always trigger billing_series_advances_check_job;
alter table billing_export_adoptions enable always trigger billing_export_adoptions_check_job;
alter table billing_runs enable always trigger billing_runs_refuse_change;
alter table billing_runs enable always trigger billing_runs_refuse_delete;
alter table billing_runs enable always trigger billing_runs_refuse_truncate;
