-- Distances (R4). That nothing priced the visits of 30 March is in 30_distance_configs.sql.

update bookings
set estimated_distance_km = odd.km
from (
  values
    -- bad_distance: the map service failed, or took the way back.
    (date '2025-03-10', 4, 'NaN'::numeric),
    ('2025-03-25', 4, -4.2),
    ('2025-04-07', 4, 'Infinity'),
    ('2025-04-18', 4, -1),
    -- distance_outlier: metres taken for kilometres, a lost decimal point, and one true visit to a
    -- farm near Mysuru. All are priced, and held until somebody has looked.
    ('2025-03-08', 4, 6400),
    ('2025-03-24', 4, 124),
    ('2025-04-05', 4, 146.5),
    ('2025-04-14', 4, 850),
    -- Nobody's error: exactly at the free distance of the day, and half a metre beyond it.
    ('2025-03-15', 5, 2),
    ('2025-03-15', 6, 2.0005),
    ('2025-03-23', 5, 2.000),
    ('2025-04-02', 5, 3),
    ('2025-04-02', 6, 3.0004),
    ('2025-04-19', 5, 3.0005),
    ('2025-04-19', 6, 0)
) as odd (day, nth, km)
join demo_case on demo_case.day = odd.day and demo_case.at_home and demo_case.nth = odd.nth
where bookings.id = demo_case.booking_id;
