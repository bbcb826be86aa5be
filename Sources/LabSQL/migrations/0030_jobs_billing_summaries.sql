-- Billing by day and by month, for reconciliation. Materialized, and refreshed concurrently at the
-- end of a run, which needs the unique indexes.
--
-- The views are new: nobody reads them while their indexes are built.
-- squawk-ignore-file require-concurrent-index-creation

create materialized view billing_day_summary as
select
  billing_date,
  count(*) as records,
  count(*) filter (where status = 'draft') as drafts,
  count(*) filter (where status = 'finalized') as finalized,
  count(*) filter (where status = 'invoiced') as invoiced,
  count(*) filter (where status = 'paid') as paid,
  sum(base_amount) as base_amount,
  sum(discount_amount) as discount_amount,
  sum(distance_charge) as distance_charge,
  sum(final_amount) as final_amount
from billing_records
group by billing_date;

create unique index billing_day_summary_key on billing_day_summary (billing_date);

create materialized view billing_month_summary as
select
  billing_period,
  count(*) as records,
  count(*) filter (where status = 'draft') as drafts,
  count(*) filter (where status = 'finalized') as finalized,
  count(*) filter (where status = 'invoiced') as invoiced,
  count(*) filter (where status = 'paid') as paid,
  sum(base_amount) as base_amount,
  sum(discount_amount) as discount_amount,
  sum(distance_charge) as distance_charge,
  sum(final_amount) as final_amount
from billing_records
group by billing_period;

create unique index billing_month_summary_key on billing_month_summary (billing_period);

comment on materialized view billing_day_summary is
  'Records by billing date: how many of each status, and their sums.';
comment on materialized view billing_month_summary is
  'Records by billing period: how many of each status, and their sums.';

-- Only the owner of a view may refresh it, and the jobs run as somebody else: so they call this, which
-- runs as the owner, in the schema it was made in.
create function refresh_billing_summaries() returns void
language plpgsql
security definer
set search_path from current
as $$
begin
  refresh materialized view concurrently billing_day_summary;
  refresh materialized view concurrently billing_month_summary;
end
$$;

revoke all on function refresh_billing_summaries() from public;

comment on function refresh_billing_summaries() is
  'Brings the day and month summaries up to the records, without blocking who reads them.';
