-- The chunks of a night that is at work, one after the other taken by its workers.
--
-- The chunk that a worker has taken is locked until its transaction ends, and the commit that writes its
-- records marks it done: a worker that dies gives its chunk back. When the run ends its chunks are summed
-- up in billing_runs, and go.
--
-- The table is new: nobody waits for it.

create table billing_run_chunks (
  run_id bigint not null,
  place integer not null,
  service_date date,
  first_booking_id integer,
  last_booking_id integer,
  booking_ids text[],
  worker integer,
  bookings_read bigint not null default 0,
  records_created bigint not null default 0,
  records_updated bigint not null default 0,
  records_removed bigint not null default 0,
  records_unchanged bigint not null default 0,
  records_held bigint not null default 0,
  bookings_quarantined bigint not null default 0,
  records_drifted bigint not null default 0,
  records_finalized bigint not null default 0,
  constraint billing_run_chunks_pkey primary key (run_id, place),
  constraint billing_run_chunks_run_id_fkey foreign key (run_id) references billing_runs (run_id),
  constraint billing_run_chunks_place_check check (place >= 1),
  constraint billing_run_chunks_worker_check check (worker >= 1),
  constraint billing_run_chunks_kind_check
    check (
      num_nonnulls(service_date, first_booking_id, last_booking_id)
        = case when booking_ids is null then 3 else 0 end
    )
);

comment on table billing_run_chunks is
  'What a run that is at work has to do, a row for each transaction. None of a run that has ended.';
comment on column billing_run_chunks.place is 'Its place in the order in which chunks are taken.';
comment on column billing_run_chunks.service_date is
  'The day whose bookings it is, from first_booking_id to last_booking_id; null for named ones.';
comment on column billing_run_chunks.booking_ids is 'The bookings, where it names them.';
comment on column billing_run_chunks.worker is
  'Which of the run''s workers has done it, in the commit that wrote its records; null while it is to be done.';
