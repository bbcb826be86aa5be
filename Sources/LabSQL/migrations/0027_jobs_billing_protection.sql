-- After a record is finalized its amounts do not change, by anybody, the owner included; and it
-- cannot be deleted, neither by itself, nor by the cascade of a booking or user, nor by truncate.
-- Triggers, because a constraint sees only the new row; "always", so that a session in replica
-- mode is held to it too.

create function billing_records_refuse_change() returns trigger
language plpgsql
as $$
declare
  steps constant text[] := array['draft', 'finalized', 'invoiced', 'paid'];
  step integer := array_position(steps, new.status) - array_position(steps, old.status);
begin
  if step not in (0, 1) then
    raise exception 'billing record % of booking % cannot go from % to %',
      old.id, old.booking_id, old.status, new.status
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'status',
        hint = 'The status moves one step at a time: draft, finalized, invoiced, paid.';
  end if;
  if old.status <> 'draft'
    and (
      new.id, new.booking_id, new.user_id, new.test_ids, new.base_amount, new.discount_amount,
      new.distance_charge, new.final_amount, new.billing_date, new.billing_period, new.pricing,
      new.fingerprint
    ) is distinct from (
      old.id, old.booking_id, old.user_id, old.test_ids, old.base_amount, old.discount_amount,
      old.distance_charge, old.final_amount, old.billing_date, old.billing_period, old.pricing,
      old.fingerprint
    )
  then
    raise exception 'billing record % of booking % is %: what it bills cannot change',
      old.id, old.booking_id, old.status
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        hint = 'Post a credit or debit note with jobrunner adjust.';
  end if;
  if old.invoice_number is not null
    and (new.invoice_number, new.invoice_date, new.invoice_series_id, new.invoice_sequence)
      is distinct from
      (old.invoice_number, old.invoice_date, old.invoice_series_id, old.invoice_sequence)
  then
    raise exception 'billing record % of booking % is invoiced as %: its number cannot change',
      old.id, old.booking_id, old.invoice_number
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'invoice_number',
        hint = 'A number is given once. Post a credit or debit note with jobrunner adjust.';
  end if;
  return new;
end
$$;

create trigger billing_records_refuse_change
  before update on billing_records
  for each row
  when (old.status <> 'draft' or new.status <> old.status)
  execute function billing_records_refuse_change();

create function billing_records_refuse_delete() returns trigger
language plpgsql
as $$
begin
  raise exception 'billing record % of booking % is % and cannot be deleted',
    old.id, old.booking_id, old.status
    using
      errcode = 'restrict_violation',
      schema = tg_table_schema,
      table = tg_table_name,
      hint = 'A booking or user whose billing was finalized has to stay: make it inactive instead.';
end
$$;

create trigger billing_records_refuse_delete
  before delete on billing_records
  for each row
  when (old.status <> 'draft')
  execute function billing_records_refuse_delete();

create function billing_records_refuse_truncate() returns trigger
language plpgsql
as $$
declare
  found_id integer;
  found_booking_id integer;
  found_status text;
begin
  -- Named by the trigger, not by search_path: the table is the one that is being emptied.
  execute format(
    'select id, booking_id, status from %I.%I where status <> %L order by id limit 1',
    tg_table_schema, tg_table_name, 'draft'
  ) into found_id, found_booking_id, found_status;
  if found_id is not null then
    raise exception 'billing record % of booking % is %: the table cannot be truncated',
      found_id, found_booking_id, found_status
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        hint = 'Only drafts can be removed.';
  end if;
  return null;
end
$$;

create trigger billing_records_refuse_truncate
  before truncate on billing_records
  for each statement
  execute function billing_records_refuse_truncate();

alter table billing_records enable always trigger billing_records_refuse_change;
alter table billing_records enable always trigger billing_records_refuse_delete;
alter table billing_records enable always trigger billing_records_refuse_truncate;
