-- What became of each booking's record, and which run did it: a draft is written over, so its
-- earlier amounts are kept here. Bookings are named without a foreign key, as the history outlives
-- them; so are runs, which are kept for ever: a check of each row would double what a row costs.

create table billing_record_events (
  booking_id integer not null,
  run_id bigint not null,
  event text not null,
  happened_at timestamptz not null default now(),
  billing_date date not null,
  base_amount numeric(12, 2) not null,
  discount_amount numeric(12, 2) not null,
  distance_charge numeric(12, 2) not null,
  final_amount numeric(12, 2) not null,
  constraint billing_record_events_pkey primary key (booking_id, run_id, event),
  constraint billing_record_events_event_check
    check (event in ('drafted', 'removed', 'finalized', 'invoiced')),
  constraint billing_record_events_amounts_check
    check ('NaN' not in (base_amount, discount_amount, distance_charge, final_amount))
);

comment on table billing_record_events is
  'One row for each step of a record: which run took it, and the amounts as they were then.';
