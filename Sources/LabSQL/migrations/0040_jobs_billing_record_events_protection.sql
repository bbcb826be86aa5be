-- The history of a record says how it came to its amount: it is kept for ever, like what was paid.
-- A run that meets a booking twice writes its own step again, while it is at work; nobody else
-- changes any. "Always", so that a session in replica mode is held to it too.

create function billing_record_events_refuse_change() returns trigger
language plpgsql
as $$
declare
  is_own boolean;
begin
  if (new.booking_id, new.run_id, new.event) = (old.booking_id, old.run_id, old.event) then
    execute format(
      'select exists (select from %I.billing_runs where run_id = $1 and state = %L)',
      tg_table_schema, 'running'
    ) into is_own using old.run_id;
    if is_own then
      return null;
    end if;
  end if;
  raise exception 'the history of booking % cannot be changed or deleted', old.booking_id
    using
      errcode = 'restrict_violation',
      schema = tg_table_schema,
      table = tg_table_name,
      hint = 'It says what each run did, whatever became of it.';
end
$$;

-- After the update, so that a value that no event can have is refused as such.
create trigger billing_record_events_refuse_change
  after update on billing_record_events
  for each row
  execute function billing_record_events_refuse_change();

create trigger billing_record_events_refuse_delete
  before delete on billing_record_events
  for each row
  execute function billing_history_refuse_change(
    'the history of booking', 'booking_id', 'It says what each run did, whatever became of it.');

create trigger billing_record_events_refuse_truncate
  before truncate on billing_record_events
  for each statement
  execute function billing_history_refuse_truncate();

alter table billing_record_events enable always trigger billing_record_events_refuse_change;
alter table billing_record_events enable always trigger billing_record_events_refuse_delete;
alter table billing_record_events enable always trigger billing_record_events_refuse_truncate;
