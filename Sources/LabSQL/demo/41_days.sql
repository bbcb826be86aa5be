-- Seven weeks, Monday 3 March to Sunday 20 April 2025: across a month end that is the end of the
-- financial year. Saturdays are busy, Sundays quiet, and the lab grows a little every week.

create table demo_day as
select
  day,
  (array[130, 119, 122, 127, 138, 204, 70])[extract(isodow from day)::integer]
    * (97 + (day - date '2025-03-03') / 7)
    * coalesce(open_percent, 100) / 10000
    + case
      when open_percent < 20 then 0
      else demo_dice('visits', day - date '2025-01-01', 13) - 6
    end as visits
from (
  select (date '2025-03-03' + nth) as day from generate_series(0, 48) as nths (nth)
) as days
left join (
  values
    (date '2025-03-14', 55), -- Holi
    (date '2025-03-22', 70), -- a strike
    (date '2025-03-30', 13), -- Ugadi: emergencies only
    (date '2025-03-31', 60), -- Eid
    (date '2025-04-14', 60), -- Ambedkar Jayanti
    (date '2025-04-18', 75) -- Good Friday
) as holidays (holiday, open_percent) on holiday = day;

-- Who can have booked on a day: those who had joined on the day before.
create table demo_customers as
select
  day, (select max(id) from users where created_at < demo_instant(day, '00:00')) as newest
from (
  select (date '2025-02-26' + nth) as day from generate_series(0, 60) as nths (nth)
) as days;
