-- How the sample of a test is taken, and when its report is due.
--
-- The plan says varchar(100).
-- squawk-ignore-file prefer-text-field

alter table tests
  add column tube_type varchar(100),
  add column sample_quantity_ml numeric(5, 2),
  add column sample_collection_instructions text,
  add column tat_hours integer,
  -- Some versions of the app have these two.
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists updated_at timestamptz not null default now(),
  add constraint tests_sample_quantity_ml_check
    check (sample_quantity_ml >= 0 and sample_quantity_ml <> 'NaN') not valid,
  add constraint tests_tat_hours_check check (tat_hours >= 0) not valid;

comment on column tests.tube_type is 'EDTA, SST, Heparin ...';
comment on column tests.tat_hours is
  'Turnaround time; another name for report_time_hours, which older versions of the app write.';
