-- Which lines and redemptions bookings have is noted by blocks of 256 of their ids, and not by service date:
-- so no line has to be joined with its booking, and of less than a day something is gone where one is gone.
--
-- What is noted of service dates is made anew by the first night. The table is new: nobody waits for its
-- index.
-- squawk-ignore-file require-concurrent-index-creation

create table billing_block_fingerprints (
  block integer not null,
  fingerprint text collate "C" not null,
  run_id bigint not null,
  constraint billing_block_fingerprints_pkey primary key (block),
  constraint billing_block_fingerprints_run_id_fkey
    foreign key (run_id) references billing_runs (run_id)
);

create index ix_billing_block_fingerprints_run_id on billing_block_fingerprints (run_id);

comment on table billing_block_fingerprints is
  'Which lines and redemptions a block of bookings had when a night last looked.';
comment on column billing_block_fingerprints.block is 'The ids of its bookings, divided by 256.';

comment on table billing_day_fingerprints is
  'What was in force on a service date when a night last looked.';
