-- A month is closed, sealed and opened again only as the jobs do it: by a run that is at work on it,
-- and with nothing in it that a closed month cannot hold. Few rows, so a row at a time.

create function billing_periods_check() returns trigger
language plpgsql
as $$
declare
  in_the_way integer;
begin
  if tg_op <> 'INSERT' and old.state = 'closed' and (tg_op = 'DELETE' or new.state = 'open') then
    if tg_op = 'DELETE'
      or exists (
        select from billing_period_seals s where s.period = old.period and s.reopened_at is null
      )
      or not exists (select from billing_runs r where r.job = 'reopen' and r.state = 'running')
    then
      raise exception 'the month % is closed and cannot be opened by hand', old.period
        using
          errcode = 'restrict_violation',
          schema = tg_table_schema,
          table = tg_table_name,
          hint = 'Open it with jobrunner reopen.';
    end if;
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if new.state = 'closed' and (tg_op = 'INSERT' or new is distinct from old) then
    -- Without a run only the months before this program's time, in which it has no record.
    if new.closed_by_run_id is null
      and (tg_op = 'INSERT' or old.state = 'open')
      and not exists (select from billing_records b where b.billing_period <= new.period)
    then
      return new;
    end if;
    if not exists (
      select
      from billing_runs r
      where r.run_id = new.closed_by_run_id and r.job = 'close' and r.state = 'running'
    ) then
      raise exception 'the month % cannot be closed by hand', new.period
        using
          errcode = 'restrict_violation',
          schema = tg_table_schema,
          table = tg_table_name,
          hint = 'Close it with jobrunner close.';
    end if;
    select min(b.booking_id) into in_the_way
    from billing_records b
    where b.billing_period = new.period and b.status in ('draft', 'finalized');
    if in_the_way is not null then
      raise exception 'the month % cannot be closed: booking % has no number yet',
        new.period, in_the_way
        using
          errcode = 'restrict_violation',
          schema = tg_table_schema,
          table = tg_table_name,
          hint = 'jobrunner close numbers what is left and closes the month.';
    end if;
  end if;
  return new;
end
$$;

create trigger billing_periods_check
  before insert or update or delete on billing_periods
  for each row
  execute function billing_periods_check();

create function billing_period_seals_check() returns trigger
language plpgsql
as $$
declare
  before_it record;
begin
  if tg_op = 'UPDATE' then
    if exists (
      select
      from billing_runs r
      where r.run_id = new.reopened_run_id and r.job = 'reopen' and r.state = 'running'
    ) then
      return null;
    end if;
    raise exception 'the seal of % cannot be broken by hand', old.period
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        hint = 'Open the month with jobrunner reopen.';
  end if;
  select s.period, s.seal into before_it
  from billing_period_seals s
  where s.period < new.period and s.reopened_at is null
  order by s.period desc
  limit 1;
  if new.reopened_at is not null
    or (new.previous_period, new.previous_seal) is distinct from (before_it.period, before_it.seal)
    or not exists (
      select from billing_periods p where p.period = new.period and p.state = 'closed'
    )
    or not exists (
      select
      from billing_runs r
      where r.run_id = new.run_id and r.job = 'close' and r.state = 'running'
    )
  then
    raise exception 'the month % cannot be sealed by hand', new.period
      using
        errcode = 'restrict_violation',
        schema = tg_table_schema,
        table = tg_table_name,
        detail = format('The seal before is that of %s.', coalesce(before_it.period, 'no month')),
        hint = 'Close and seal it with jobrunner close.';
  end if;
  return null;
end
$$;

-- After the statement, so that a second seal of a month is refused as such.
create trigger billing_period_seals_check
  after insert or update on billing_period_seals
  for each row
  execute function billing_period_seals_check();

create trigger billing_periods_refuse_truncate
  before truncate on billing_periods
  for each statement
  execute function billing_history_refuse_truncate();

alter table billing_periods enable always trigger billing_periods_check;
alter table billing_periods enable always trigger billing_periods_refuse_truncate;
alter table billing_period_seals enable always trigger billing_period_seals_check;
