-- Not part of the load: the demo runs this before the night of business date 2025-04-16.
-- It is what the lab's office puts right in March on the evening of 15 April, before the month is
-- closed. What it leaves is to be decided about: nobody will ever know what those visits were.

-- Metres taken for kilometres, and a decimal point that was lost.
update bookings
set
  estimated_distance_km = mended.km,
  updated_at = '2025-04-15 18:10:00+05:30'
from (
  values
    (6400, 6.4),
    (124, 12.4)
) as mended (typed, km)
where bookings.estimated_distance_km = mended.typed
  and bookings.booking_date >= '2025-03-01 00:00+05:30'
  and bookings.booking_date < '2025-04-01 00:00+05:30';

-- The rates that were on trial until Saturday 29 March were meant for the Sunday as well.
update distance_pricing_configs
set
  effective_until = '2025-03-30',
  updated_at = '2025-04-15 18:20:00+05:30'
where effective_from = '2025-03-24'
  and effective_until = '2025-03-29';
