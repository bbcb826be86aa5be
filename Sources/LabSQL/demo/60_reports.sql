-- What the laboratory did with the samples: a report a line, for pets that are known; a group for
-- the bookings of three tests and more.

insert into test_batch_groups (id, booking_id, batch_name, description, created_at, updated_at)
select
  row_number() over (order by bookings.id), bookings.id,
  'Tests of ' || pets.name || ' '
    || to_char(bookings.booking_date at time zone 'Asia/Kolkata', 'YYYY-MM-DD'),
  case when bookings.notes like 'Second sample%' then bookings.notes end,
  bookings.booking_date + interval '40 minutes', bookings.booking_date + interval '40 minutes'
from bookings
join pets on pets.id = bookings.pet_id
where lower(trim(bookings.status)) = 'completed'
  and bookings.booking_date is not null
  and (select count(*) from booking_items as item where item.booking_id = bookings.id) > 2
order by bookings.id;

insert into test_reports
  (id, booking_item_id, pet_id, test_id, batch_group_id, report_file_url, findings, status,
   created_at, generated_at, delivered_at, updated_at)
select
  row_number() over (order by item.id), item.id, bookings.pet_id, item.test_id, batch.id,
  'https://reports.nammapet.example/' || md5('report' || item.id) || '.pdf',
  case demo_dice('found', item.id, 9)
    when 0 then 'Within reference limits.'
    when 1 then 'Mild thrombocytopenia; smear recommended.'
    when 2 then 'See comment of the pathologist.'
  end,
  case when stage > 2 then 'delivered' when stage > 0 then 'verified' else 'generated' end,
  bookings.created_at, bookings.updated_at,
  case when stage > 2 then bookings.updated_at + interval '20 minutes' end,
  bookings.updated_at + case when stage > 2 then interval '20 minutes' else interval '0' end
from booking_items as item
join bookings on bookings.id = item.booking_id
left join test_batch_groups as batch on batch.booking_id = bookings.id
cross join lateral (select demo_dice('stage', item.id, 50) as stage) as stages
where lower(trim(bookings.status)) = 'completed'
  and bookings.pet_id is not null
order by item.id;
