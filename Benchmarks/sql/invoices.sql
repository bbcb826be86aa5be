-- The month's invoices as Postgres itself writes them: what the program's file has, to the byte.

copy (
  select r.invoice_number, r.invoice_date, r.booking_id, r.issued_names ->> 'customer' as customer,
    r.billing_date, r.base_amount, r.discount_amount, r.distance_charge, r.final_amount,
    coalesce(noted.amount, 0.00) as adjusted_amount, coalesce(paid.amount, 0.00) as paid_amount,
    r.final_amount + coalesce(noted.amount, 0) - coalesce(paid.amount, 0) as outstanding_amount,
    r.status
  from billing_records r
  left join (
    select record_id, sum(amount) as amount from billing_payments group by record_id
  ) paid on paid.record_id = r.id
  left join (
    select record_id, sum(case kind when 'debit_note' then amount else -amount end) as amount
    from billing_adjustments
    group by record_id
  ) noted on noted.record_id = r.id
  where r.billing_period = '2025-01' and r.invoice_number is not null
  order by r.invoice_series_id, r.invoice_sequence
) to stdout with (format csv, header)
