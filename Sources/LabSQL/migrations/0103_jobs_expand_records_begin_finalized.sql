-- A record whose draft is due in the step that writes it begins as finalized: a night over days gone by
-- would write each of them twice. The closed month is asked about as before, for either. It is asked after
-- the row and not before it, as many rows are then written at a time.

create or replace function billing_records_refuse_step() returns trigger
language plpgsql
set search_path from current
as $$
declare
  outstanding numeric;
begin
  if tg_op = 'INSERT' then
    raise exception 'the record of booking % cannot begin as %', new.booking_id, new.status
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'status',
        hint = 'A record begins as a draft or finalized: draft, finalized, invoiced, paid.';
  end if;
  select
    new.final_amount
      + coalesce(
        (
          select sum(case a.kind when 'debit_note' then a.amount else -a.amount end)
          from billing_adjustments a
          where a.record_id = new.id
        ), 0)
      - coalesce((select sum(p.amount) from billing_payments p where p.record_id = new.id), 0)
  into outstanding;
  if outstanding > 0 then
    raise exception '% is not paid: % is outstanding', new.invoice_number, outstanding
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'status',
        hint = 'Import what was paid with jobrunner payments import.';
  end if;
  return new;
end
$$;

create or replace trigger billing_records_refuse_insert
  after insert on billing_records
  for each row
  when (new.status not in ('draft', 'finalized'))
  execute function billing_records_refuse_step();

alter table billing_records enable always trigger billing_records_refuse_insert;

comment on table billing_record_events is
  'One row for each step of a record: which run took it, and the amounts as they were then. A record that '
  'was drafted and finalized in one step has the row of the latter.';
