-- Every function looks for tables in the lab's schema, and among temporary ones last: where pg_temp
-- is not named it is searched first, and a caller's temporary table called billing_payments would be
-- what a function of the owner reads. Functions that are made after this one are pinned by the
-- program in the step that makes them.

do $$
declare
  ours regprocedure;
begin
  for ours in
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = quote_ident(current_schema())::regnamespace
      and p.proname in (
        'billing_records_refuse_change', 'billing_records_refuse_delete',
        'billing_records_refuse_truncate', 'billing_adjustments_refuse_change',
        'billing_adjustments_refuse_truncate', 'refresh_billing_summaries',
        'billing_history_refuse_change', 'billing_history_refuse_truncate',
        'billing_records_settle', 'billing_record_events_refuse_change'
      )
  loop
    execute format('alter function %s set search_path to %I, pg_temp', ours, current_schema());
  end loop;
end
$$;
