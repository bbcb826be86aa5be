-- The register of January 2025, 14 columns, a row a record. Dates are days as spreadsheets count them.

copy (
  select b.id, (b.booking_date at time zone 'Asia/Kolkata')::date - date '1899-12-30' as service_date,
    r.billing_date - date '1899-12-30' as billing_date,
    coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id) as customer, p.name as pet,
    tested.names as tests, r.base_amount, r.discount_amount, r.distance_charge, r.final_amount, r.status,
    r.invoice_number, r.invoice_date - date '1899-12-30' as invoice_date, f.kinds as findings
  from billing_records r
  join bookings b on b.id = r.booking_id
  join users u on u.id = r.user_id
  left join pets p on p.id = b.pet_id
  left join (
    select i.booking_id, string_agg(t.name, ', ' order by i.id) as names
    from booking_items i
    join tests t on t.id = i.test_id
    group by i.booking_id
  ) tested on tested.booking_id = b.id
  left join (
    select booking_id, string_agg(kind, ';' order by kind) as kinds
    from billing_findings
    where closed_run_id is null
    group by booking_id
  ) f on f.booking_id = b.id
  where r.billing_period = '2025-01'
  order by r.billing_date, b.id
) to stdout
