-- Bookings that lack what a bill needs: each is quarantined (R2, R3), and the rest goes on.

-- no_date: rescheduled by telephone; the form emptied the date before it took the new one.
update bookings
set booking_date = null
from demo_case
where demo_case.booking_id = bookings.id
  and (day, at_home, nth) in (
    ('2025-03-07', true, 1), ('2025-03-19', true, 1), ('2025-03-28', true, 1),
    ('2025-04-04', true, 1), ('2025-04-15', true, 1)
  );

-- no_user: booked as a guest, before the app asked for an account.
update bookings
set user_id = null
from demo_case
where demo_case.booking_id = bookings.id
  and (day, at_home, nth) in (
    ('2025-03-06', false, 1), ('2025-03-21', false, 1),
    ('2025-04-02', false, 1), ('2025-04-11', false, 1)
  );

-- no_items is in 44_booking_items.sql: these never had a line.
