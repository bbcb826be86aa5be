-- What is found of records that do not change any more, whatever of their bookings did: three kinds of
-- findings, and for each day of a closed month a fingerprint of what its records were priced from.
--
-- The check is replaced by a wider one in the same statement: nothing is unguarded meanwhile. The table
-- is new: nobody waits for its index.
-- squawk-ignore-file ban-drop-constraint, require-concurrent-index-creation

alter table billing_findings
  drop constraint billing_findings_kind_check,
  add constraint billing_findings_kind_check
    check (
      kind in (
        'no_date', 'no_user', 'no_items', 'bad_quantity', 'bad_price', 'amount_out_of_range',
        'bad_distance', 'no_distance_pricing', 'bad_redemption', 'price_fallback',
        'distance_outlier', 'bad_offer', 'redemption_invalid', 'redemption_mismatch',
        'discount_capped', 'zero_amount', 'late_booking', 'drift', 'customer_changed',
        'service_month_changed', 'beyond_lookback', 'row_locked'
      )
    ) not valid;

create table billing_day_fingerprints (
  billing_date date not null,
  fingerprint text not null,
  run_id bigint not null,
  constraint billing_day_fingerprints_pkey primary key (billing_date),
  constraint billing_day_fingerprints_run_id_fkey
    foreign key (run_id) references billing_runs (run_id)
);

create index ix_billing_day_fingerprints_run_id on billing_day_fingerprints (run_id);

comment on table billing_day_fingerprints is
  'What the records of a day were priced from, when a night last held all of them against it.';
