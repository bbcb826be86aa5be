-- Prescriptions that came with bookings, half of them checked by an admin; and tokens of people
-- who logged out.

insert into prescription_uploads
  (id, booking_id, user_id, file_url, file_name, file_type, file_size_bytes, uploaded_at,
   verified_by_admin_id, verification_notes)
select
  row_number() over (order by bookings.id), bookings.id, bookings.user_id,
  'https://uploads.nammapet.example/' || md5('upload' || bookings.id), 'prescription.' || extension,
  case extension when 'pdf' then 'application/pdf' else 'image/jpeg' end,
  60000 + demo_dice('bytes', bookings.id, 2900000), bookings.created_at + interval '1 minute',
  case when checked > 0 then checked end,
  case when checked = 2 then 'Illegible; called the clinic.' end
from bookings
cross join lateral (
  select
    case when demo_dice('scan', bookings.id, 3) = 0 then 'pdf' else 'jpg' end as extension,
    demo_dice('checked', bookings.id, 4) as checked
) as upload
where demo_dice('prescription', bookings.id, 20) = 0 and bookings.user_id is not null
order by bookings.id;

insert into token_blacklist (id, token, user_id, created_at, expires_at)
select
  row_number() over (order by id), 'no.real.token.' || md5('token' || id), id,
  last_login + interval '25 minutes', last_login + interval '24 hours'
from users
where last_login >= demo_instant('2025-04-18', '00:00')
order by id;
