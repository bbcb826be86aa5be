-- February was filed by hand, from the paper register, before this program's time: its period is
-- closed. These six bookings were in the app already, but their slow tests (cultures,
-- histopathology) came back only on 1 March. They must be billed, and cannot be in February: they
-- are late bookings, dated the first of March (R7).

insert into billing_periods (period, state, closed_at, note)
values
  ('2025-02', 'closed', demo_instant('2025-02-28', '21:00'), 'filed by hand before jobrunner');

create table demo_late as
select *
from (
  values
    (1, 212, timestamp '2025-02-26 08:15', 6.4, 89),
    (2, 357, '2025-02-26 17:30', null, 90),
    (3, 418, '2025-02-27 07:45', 11.25, 67),
    (4, 503, '2025-02-27 10:00', 2.0, 70),
    (5, 640, '2025-02-28 09:30', null, 71),
    (6, 744, '2025-02-28 18:45', 4.85, 69)
) as late (id, user_id, at, km, test_id);

insert into bookings
  (id, user_id, booking_date, status, address, address_link, created_at, updated_at, pet_id,
   collection_staff_id, notes, estimated_distance_km)
select
  late.id, late.user_id, late.at at time zone 'Asia/Kolkata', 'completed',
  case when km is null then '' else home.address_line1 || ', ' || home.city end, '',
  (late.at - interval '38 hours') at time zone 'Asia/Kolkata',
  demo_instant('2025-03-01', make_interval(mins => 9 * late.id)),
  (select min(pets.id) from pets where pets.user_id = late.user_id),
  case when km is not null then 5 end, 'Result came on 1 March.', km
from demo_late as late
join addresses as home on home.user_id = late.user_id and home.is_default
order by late.id;

insert into booking_items (id, booking_id, test_id, quantity, unit_price, status)
select
  late.id, late.id, late.test_id, 1,
  demo_price(coalesce(tests.discounted_price, tests.price), late.at::date), 'completed'
from demo_late as late
join tests on tests.id = late.test_id
order by late.id;

drop table demo_late;
