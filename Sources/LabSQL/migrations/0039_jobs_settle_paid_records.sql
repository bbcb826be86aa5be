-- A record becomes paid here and nowhere else by whoever may only post payments: they call this,
-- which runs as the owner, and have no right to write a status.

create function billing_records_settle(record_ids integer[], settling_run_id bigint)
returns bigint
language plpgsql
security definer
set search_path from current
as $$
declare
  settled_count bigint;
begin
  update billing_records
  set status = 'paid', paid_date = settled.day, run_id = settling_run_id, updated_at = now()
  from (
    select r.id,
      coalesce(greatest(paid.last_day, noted.last_day), r.invoice_date) as day
    from billing_records r
    cross join lateral (
      select coalesce(sum(p.amount), 0) as amount, max(p.paid_on) as last_day
      from billing_payments p
      where p.record_id = r.id
    ) paid
    cross join lateral (
      select
        coalesce(sum(case a.kind when 'debit_note' then a.amount else -a.amount end), 0) as amount,
        max(a.adjustment_date) as last_day
      from billing_adjustments a
      where a.record_id = r.id
    ) noted
    where r.id = any (record_ids)
      and r.status = 'invoiced'
      and r.final_amount + noted.amount - paid.amount <= 0
  ) settled
  where settled.id = billing_records.id;
  get diagnostics settled_count = row_count;
  return settled_count;
end
$$;

revoke all on function billing_records_settle(integer[], bigint) from public;

comment on function billing_records_settle(integer[], bigint) is
  'Makes paid those of the records with nothing outstanding, on the day of what settled them last.';
