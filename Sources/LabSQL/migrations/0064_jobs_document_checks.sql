-- What the database promises of records, numbers, notes and payments, whoever writes them, the owner
-- included. Checked a statement at a time over the rows it wrote, as a call for each row would make a
-- night slower; where a check needs the row as it was, a row at a time, under a condition that few
-- rows meet. "Always", so that a session in replica mode is held to it too.
--
-- A series goes on first, and its documents follow in the same transaction:
--   1. update billing_number_series … set last_sequence = N;
--   2. write the documents up to N.
-- At the transaction's end each number that the series went on by has its document, or lies in a
-- stretch of billing_series_advances (numbers that were passed over on purpose). A document names the
-- row of its series, whose number_format and fiscal_year its number is written by: a series that takes
-- another format at its end is another row.

create function billing_series_pieces(
  of_series_id integer,
  out kind text, out last_sequence bigint, out prefix text, out width integer, out suffix text
)
language plpgsql
stable
as $$
declare
  s billing_number_series;
  parts text[];
begin
  select * into s from billing_number_series where series_id = of_series_id;
  parts := regexp_match(s.number_format, '^(.*)\{seq(:0([0-9]+))?\}(.*)$');
  kind := s.kind;
  last_sequence := s.last_sequence;
  prefix := replace(parts[1], '{fy}', s.fiscal_year);
  width := coalesce(parts[3]::integer, 1);
  suffix := replace(parts[4], '{fy}', s.fiscal_year);
end
$$;

comment on function billing_series_pieces(integer) is
  'How a number of the series is written: prefix, digits filled with zeros to the width, suffix.';

create function billing_records_check_rows() returns trigger
language plpgsql
as $$
declare
  bad record;
  touched record;
  series record;
begin
  select n.booking_id, n.billing_period into bad
  from (
    select billing_period, min(booking_id) as booking_id
    from new_rows
    where status in ('draft', 'finalized')
    group by billing_period
  ) n
  join billing_periods p on p.period = n.billing_period
  where p.state = 'closed';
  if found then
    raise exception 'the month % is closed: the record of booking % cannot be posted into it',
      bad.billing_period, bad.booking_id
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        hint = 'Nothing is posted into a closed month: jobrunner nightly posts it into the next open '
          'one; jobrunner reopen opens it again.';
  end if;
  if tg_op = 'INSERT' then
    return null;
  end if;
  select run.run_id, run.business_date, n.invoice_date into bad
  from (
    select run_id, max(invoice_date) as invoice_date
    from new_rows
    where status = 'invoiced'
    group by run_id
  ) n
  join billing_runs run on run.run_id = n.run_id
  where n.invoice_date > run.business_date
  limit 1;
  if found then
    raise exception 'run % of % cannot give a number on %',
      bad.run_id, bad.business_date, bad.invoice_date
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'invoice_date',
        hint = 'Invoices are dated by the run that numbers them.';
  end if;
  -- A series at a time, so that how it is written is asked once for each.
  for touched in
    select invoice_series_id as series_id
    from new_rows
    where status = 'invoiced'
    group by invoice_series_id
  loop
    select * into series from billing_series_pieces(touched.series_id);
    select n.booking_id, n.invoice_number, n.invoice_sequence into bad
    from new_rows n
    where n.status = 'invoiced'
      and n.invoice_series_id = touched.series_id
      and (
        series.kind <> 'invoice'
        or n.invoice_sequence > series.last_sequence
        or n.invoice_number <> series.prefix
          || lpad(n.invoice_sequence::text,
            greatest(series.width, length(n.invoice_sequence::text)), '0')
          || series.suffix
      )
    limit 1;
    if found then
      raise exception 'booking % cannot be invoiced as %', bad.booking_id, bad.invoice_number
        using
          errcode = 'restrict_violation',
          schema = tg_table_schema,
          table = tg_table_name,
          column = 'invoice_number',
          detail = format('Its series is one of %s, stands at %s, and begins with %s.',
            series.kind, series.last_sequence, series.prefix),
          hint = 'jobrunner gives the numbers, in order and as their series is written.';
    end if;
  end loop;
  return null;
end
$$;

create trigger billing_records_check_inserted
  after insert on billing_records
  referencing new table as new_rows
  for each statement
  execute function billing_records_check_rows();

create trigger billing_records_check_updated
  after update on billing_records
  referencing new table as new_rows
  for each statement
  execute function billing_records_check_rows();

create function billing_records_refuse_step() returns trigger
language plpgsql
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
        hint = 'A record begins as a draft: draft, finalized, invoiced, paid.';
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

create trigger billing_records_refuse_insert
  before insert on billing_records
  for each row
  when (new.status <> 'draft')
  execute function billing_records_refuse_step();

create trigger billing_records_refuse_unpaid
  before update on billing_records
  for each row
  when (new.status = 'paid' and old.status <> 'paid')
  execute function billing_records_refuse_step();

create function billing_adjustments_check_rows() returns trigger
language plpgsql
as $$
declare
  bad record;
begin
  select n.adjustment_number, n.adjustment_date, n.sequence, p.state, r.status,
    s.prefix || lpad(n.sequence::text, greatest(s.width, length(n.sequence::text)), '0')
      || s.suffix as written
  into bad
  from (select distinct series_id from new_rows) touched
  cross join lateral billing_series_pieces(touched.series_id) s
  join new_rows n on n.series_id = touched.series_id
  join billing_runs run on run.run_id = n.run_id
  join billing_records r on r.id = n.record_id
  left join billing_periods p on p.period = n.billing_period
  where s.kind <> n.kind
    or n.sequence > s.last_sequence
    or n.adjustment_date > run.business_date
    or p.state = 'closed'
    or r.status = 'draft'
    or n.adjustment_number is distinct from
      s.prefix || lpad(n.sequence::text, greatest(s.width, length(n.sequence::text)), '0')
        || s.suffix
  limit 1;
  if found then
    raise exception 'the note % of % cannot be posted', bad.adjustment_number, bad.adjustment_date
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        detail = format('Number %s of its series is %s, its record is %s, its month %s.',
          bad.sequence, bad.written, bad.status, coalesce(bad.state, 'open')),
        hint = 'Post notes with jobrunner adjust.';
  end if;
  return null;
end
$$;

create trigger billing_adjustments_check_inserted
  after insert on billing_adjustments
  referencing new table as new_rows
  for each statement
  execute function billing_adjustments_check_rows();

create function billing_payments_check_rows() returns trigger
language plpgsql
as $$
declare
  bad record;
begin
  select n.gateway_reference, n.paid_on, run.business_date, run.state, r.status into bad
  from new_rows n
  join billing_runs run on run.run_id = n.run_id
  join billing_records r on r.id = n.record_id
  where n.paid_on > run.business_date
    or run.state <> 'running'
    or r.status not in ('invoiced', 'paid')
  limit 1;
  if found then
    raise exception 'the payment % of % cannot be posted', bad.gateway_reference, bad.paid_on
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        detail = format('Its run is %s and of %s, its record is %s.',
          bad.state, bad.business_date, bad.status),
        hint = 'Import payments with jobrunner payments import.';
  end if;
  return null;
end
$$;

create trigger billing_payments_check_inserted
  after insert on billing_payments
  referencing new table as new_rows
  for each statement
  execute function billing_payments_check_rows();

create function billing_number_series_check() returns trigger
language plpgsql
as $$
declare
  began bigint := 0;
  given bigint;
  passed bigint;
begin
  if tg_op = 'UPDATE' then
    began := old.last_sequence;
  end if;
  select coalesce(sum(least(a.last_sequence, new.last_sequence)
      - greatest(a.first_sequence, began + 1) + 1), 0)
  into passed
  from billing_series_advances a
  where a.series_id = new.series_id
    and a.last_sequence > began
    and a.first_sequence <= new.last_sequence;
  select count(*) into given
  from (
    select r.invoice_sequence as sequence
    from billing_records r
    where r.invoice_series_id = new.series_id
      and r.invoice_sequence > began
      and r.invoice_sequence <= new.last_sequence
    union all
    select d.sequence
    from billing_adjustments d
    where d.series_id = new.series_id
      and d.sequence > began
      and d.sequence <= new.last_sequence
  ) document
  where not exists (
    select
    from billing_series_advances a
    where a.series_id = new.series_id
      and document.sequence between a.first_sequence and a.last_sequence
  );
  -- series adopt gives numbers back as they were exported. What it cannot give back is missing until
  -- it is passed over, and no other number is given before that.
  if given + passed <> new.last_sequence - began
    and not exists (
      select from billing_runs r where r.job = 'series adopt' and r.state = 'running'
    )
  then
    raise exception 'the series of %s % cannot go from % to %: % documents have these numbers',
      new.kind, new.fiscal_year, began, new.last_sequence, given
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        column = 'last_sequence',
        hint = 'Numbers that were given elsewhere are passed over with jobrunner series advance.';
  end if;
  return null;
end
$$;

create constraint trigger billing_number_series_check
  after insert or update on billing_number_series
  deferrable initially deferred
  for each row
  execute function billing_number_series_check();

alter table billing_records enable always trigger billing_records_check_inserted;
alter table billing_records enable always trigger billing_records_check_updated;
alter table billing_records enable always trigger billing_records_refuse_insert;
alter table billing_records enable always trigger billing_records_refuse_unpaid;
alter table billing_adjustments enable always trigger billing_adjustments_check_inserted;
alter table billing_payments enable always trigger billing_payments_check_inserted;
alter table billing_number_series enable always trigger billing_number_series_check;
