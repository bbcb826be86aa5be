-- Finalizes every draft that nothing holds, in one statement.

update billing_records r
set status = 'finalized', run_id = :run_id, updated_at = now()
where status = 'draft'
  and not exists (
    select from billing_findings f
    where f.booking_id = r.booking_id and f.severity = 'hold' and f.closed_run_id is null
      and f.released_at is null
  );
