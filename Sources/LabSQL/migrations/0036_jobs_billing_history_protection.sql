-- What was paid, sealed and numbered stays as it was written, whoever asks, the owner included.
-- "Always", so that a session in replica mode is held to it too.

-- Arguments: what the row is, the column that names it, what to do instead.
create function billing_history_refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception '% % cannot be changed or deleted',
    tg_argv[0], to_jsonb(old) ->> tg_argv[1]
    using
      errcode = 'restrict_violation',
      schema = tg_table_schema,
      table = tg_table_name,
      hint = tg_argv[2];
end
$$;

create function billing_history_refuse_truncate() returns trigger
language plpgsql
as $$
declare
  is_empty boolean;
begin
  -- Named by the trigger, not by search_path: the table is the one that is being emptied.
  execute format('select not exists (select from %I.%I)', tg_table_schema, tg_table_name)
    into is_empty;
  if not is_empty then
    raise exception 'the rows of % are kept for ever: the table cannot be truncated', tg_table_name
      using errcode = 'restrict_violation', schema = tg_table_schema, table = tg_table_name;
  end if;
  return null;
end
$$;

create trigger billing_payments_refuse_change
  before update or delete on billing_payments
  for each row
  execute function billing_history_refuse_change(
    'payment', 'gateway_reference',
    'A payment is what a settlement said; what has to be given back is a refund, outside of it.');

create trigger billing_payments_refuse_truncate
  before truncate on billing_payments
  for each statement
  execute function billing_history_refuse_truncate();

create trigger billing_period_seals_refuse_delete
  before delete on billing_period_seals
  for each row
  execute function billing_history_refuse_change(
    'the seal of', 'period', 'Reopen the month with jobrunner reopen: it keeps its seal.');

-- A seal can be written only one thing more: that its month was reopened, once.
create trigger billing_period_seals_refuse_change
  before update on billing_period_seals
  for each row
  when (
    old.reopened_at is not null
    or (
      new.seal_id, new.period, new.seal, new.previous_period, new.previous_seal, new.sealed_at,
      new.run_id
    ) is distinct from (
      old.seal_id, old.period, old.seal, old.previous_period, old.previous_seal, old.sealed_at,
      old.run_id
    )
  )
  execute function billing_history_refuse_change(
    'the seal of', 'period', 'Reopen the month with jobrunner reopen: it keeps its seal.');

create trigger billing_period_seals_refuse_truncate
  before truncate on billing_period_seals
  for each statement
  execute function billing_history_refuse_truncate();

-- A series that went back would give a number twice. After the update, so that a value that no
-- series can have is refused as such.
create trigger billing_number_series_refuse_change
  after update on billing_number_series
  for each row
  when (
    new.last_sequence < old.last_sequence
    or old.last_sequence > 0
    and (new.series_id, new.kind, new.fiscal_year, new.number_format)
      is distinct from (old.series_id, old.kind, old.fiscal_year, old.number_format)
  )
  execute function billing_history_refuse_change(
    'number series', 'number_format', 'Numbers were given in it: it only ever goes on.');

create trigger billing_number_series_refuse_delete
  before delete on billing_number_series
  for each row
  when (old.last_sequence > 0)
  execute function billing_history_refuse_change(
    'number series', 'number_format', 'Numbers were given in it: it only ever goes on.');

create trigger billing_number_series_refuse_truncate
  before truncate on billing_number_series
  for each statement
  execute function billing_history_refuse_truncate();

create trigger billing_records_refuse_paid_date_change
  before update on billing_records
  for each row
  when (old.paid_date is not null and new.paid_date is distinct from old.paid_date)
  execute function billing_history_refuse_change(
    'the paid date of', 'invoice_number', 'A record is paid once.');

alter table billing_payments enable always trigger billing_payments_refuse_change;
alter table billing_payments enable always trigger billing_payments_refuse_truncate;
alter table billing_period_seals enable always trigger billing_period_seals_refuse_delete;
alter table billing_period_seals enable always trigger billing_period_seals_refuse_change;
alter table billing_period_seals enable always trigger billing_period_seals_refuse_truncate;
alter table billing_number_series enable always trigger billing_number_series_refuse_change;
alter table billing_number_series enable always trigger billing_number_series_refuse_delete;
alter table billing_number_series enable always trigger billing_number_series_refuse_truncate;
alter table billing_records enable always trigger billing_records_refuse_paid_date_change;
