-- A visit belongs to its date in Bengaluru (R1): the last instant of March and of the financial
-- year, the first of April, and one at half past five, when the date in UTC changes too.

update bookings
set booking_date = edge.at::timestamptz
from (
  values
    (date '2025-03-31', 8, '2025-03-31 23:59:59.999999+05:30'),
    ('2025-04-01', 8, '2025-04-01 00:00:00+05:30'),
    ('2025-04-01', 9, '2025-04-01 05:29:59+05:30'),
    ('2025-04-01', 10, '2025-04-01 05:30:00+05:30'),
    ('2025-03-03', 8, '2025-03-03 00:00:00+05:30')
) as edge (day, nth, at)
join demo_case on demo_case.day = edge.day and demo_case.at_home and demo_case.nth = edge.nth
where bookings.id = demo_case.booking_id;
