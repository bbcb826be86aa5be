-- Up to where a night has seen what happens in the lab: the night after looks at what was written since.
--
-- The fingerprints of days are of service dates from here on, and over less than they were: what is there
-- was made otherwise, and is made anew by the first night. The program of the version before does not run
-- on this schema.
-- squawk-ignore-file renaming-column

alter table billing_day_fingerprints rename column billing_date to service_date;
delete from billing_day_fingerprints;

comment on table billing_day_fingerprints is
  'Which lines and redemptions the bookings of a service date had, and what was in force, when a night last looked.';

create table billing_change_mark (
  facts_before bigint not null,
  records_before bigint not null,
  written_in bigint not null,
  redemptions bigint not null,
  pricing_terms text collate "C" not null,
  plan_terms text collate "C" not null,
  run_id bigint not null,
  constraint billing_change_mark_pkey primary key (run_id),
  constraint billing_change_mark_run_id_fkey
    foreign key (run_id) references billing_runs (run_id)
);

create unique index billing_change_mark_one_row on billing_change_mark ((true));

comment on table billing_change_mark is
  'Up to where the last good night has seen what changed, by the numbers of the server''s transactions; one row.';
comment on column billing_change_mark.facts_before is
  'What transactions below this number wrote into the app''s tables was there to be read.';
comment on column billing_change_mark.records_before is
  'What transactions below this number wrote into records and findings was there when the night tied out.';
comment on column billing_change_mark.written_in is
  'The transaction that wrote this row: in a restored database it is another one, and the mark holds no more.';
comment on column billing_change_mark.redemptions is
  'How many redemptions of coupons there were that transactions below facts_before had written.';
