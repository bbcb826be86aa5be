-- The month's reconciliation as Postgres itself writes it: what the program's file has, to the byte.

copy (
  select b.id as booking_id, (b.booking_date at time zone 'Asia/Kolkata')::date as service_date,
    b.status as booking_status,
    case
      when r.id is not null then 'billed'
      when btrim(lower(b.status)) = 'cancelled' then 'excluded'
      when btrim(lower(b.status)) = 'completed' and f.is_quarantined then 'quarantined'
      else 'waiting'
    end as outcome,
    r.billing_date, r.billing_period, coalesce(r.user_id, b.user_id) as user_id, r.base_amount,
    r.discount_amount, r.distance_charge, r.final_amount, r.status as record_status,
    r.invoice_number, r.invoice_date, coalesce(paid.amount, r.final_amount * 0) as paid_amount,
    r.final_amount + coalesce(noted.amount, 0) - coalesce(paid.amount, 0) as outstanding_amount,
    f.kinds as findings
  from bookings b
  left join billing_records r on r.booking_id = b.id
  left join (
    select record_id, sum(amount) as amount from billing_payments group by record_id
  ) paid on paid.record_id = r.id
  left join (
    select record_id, sum(case kind when 'debit_note' then amount else -amount end) as amount
    from billing_adjustments
    group by record_id
  ) noted on noted.record_id = r.id
  left join (
    select booking_id, string_agg(kind, ';' order by kind) as kinds,
      bool_or(severity = 'quarantine') as is_quarantined
    from billing_findings
    where closed_run_id is null
    group by booking_id
  ) f on f.booking_id = b.id
  where b.booking_date >= timestamp '2025-01-01' at time zone 'Asia/Kolkata'
    and b.booking_date < timestamp '2025-02-01' at time zone 'Asia/Kolkata'
  order by b.id
) to stdout with (format csv, header)
