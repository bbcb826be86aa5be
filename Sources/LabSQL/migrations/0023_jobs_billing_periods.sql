-- Whether a month can still be posted into (R7). A month without a row is open.

create table billing_periods (
  period text not null,
  state text not null default 'open',
  closed_at timestamptz,
  closed_by_run_id bigint,
  note text,
  constraint billing_periods_pkey primary key (period),
  constraint billing_periods_closed_by_run_id_fkey
    foreign key (closed_by_run_id) references billing_runs (run_id),
  constraint billing_periods_period_check check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint billing_periods_state_check check (state in ('open', 'closed')),
  constraint billing_periods_closed_at_check check (state = 'open' or closed_at is not null)
);

create index ix_billing_periods_closed_by_run_id on billing_periods (closed_by_run_id);

comment on table billing_periods is
  'Months that were closed, or closed and reopened; a month without a row is open.';
