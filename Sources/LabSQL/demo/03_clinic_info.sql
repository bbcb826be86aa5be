-- Where the lab is: it moved here on the weekend of 1 and 2 March 2025 and was closed for it, so
-- its first day in these data is Monday 3 March (and see 40_late_february.sql).

insert into clinic_info
  (id, whatsapp_number, clinic_address, google_maps_link, latitude, longitude, opening_time,
   closing_time, updated_by_admin_id, updated_at)
values
  (1, '+91 52000 80808',
   'Namma Pet Diagnostics, 2nd Floor, 412 100 Feet Road, Indiranagar, Bengaluru 560038',
   'https://maps.google.com/?q=12.9719,77.6412', 12.971900, 77.641200, '06:00', '23:00', 2,
   demo_instant('2025-03-01', '12:30'));
