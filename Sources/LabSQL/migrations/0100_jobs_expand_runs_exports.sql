-- What a run wrote where. Runs of before do not say.

alter table billing_runs
  add column exports_folder text,
  add column exported_periods text[] not null default '{}';

comment on column billing_runs.exports_folder is 'Where it wrote its packages, from the root.';
comment on column billing_runs.exported_periods is 'The months whose packages it wrote.';

create trigger billing_runs_check_begun_exports
  after insert on billing_runs
  for each row
  when (new.exports_folder is not null or new.exported_periods <> '{}')
  execute function billing_runs_check_begun();

create trigger billing_runs_refuse_exports_change
  after update on billing_runs
  for each row
  when (
    old.state <> 'running'
    and (new.exports_folder, new.exported_periods)
      is distinct from (old.exports_folder, old.exported_periods)
  )
  execute function billing_history_refuse_change(
    'the history of run', 'run_id', 'It says what the run did, whatever became of it.');

alter table billing_runs enable always trigger billing_runs_check_begun_exports;
alter table billing_runs enable always trigger billing_runs_refuse_exports_change;
