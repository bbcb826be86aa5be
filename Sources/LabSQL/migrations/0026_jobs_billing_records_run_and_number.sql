-- What the job keeps beside the plan's columns: how an amount came about (R9), which run wrote it,
-- and its place in the number series. Status and number agree by constraint.
--
-- The table was made by an earlier file of the same release and is empty: there is nothing to read
-- and nobody to lock out.
-- squawk-ignore-file adding-required-field, constraint-missing-not-valid
-- squawk-ignore-file adding-foreign-key-constraint, disallowed-unique-constraint
-- squawk-ignore-file require-concurrent-index-creation

alter table billing_records
  add column pricing jsonb not null,
  add column fingerprint text not null,
  add column run_id bigint not null,
  add column invoice_series_id integer,
  add column invoice_sequence bigint,
  add constraint billing_records_run_id_fkey
    foreign key (run_id) references billing_runs (run_id),
  add constraint billing_records_invoice_series_id_fkey
    foreign key (invoice_series_id) references billing_number_series (series_id),
  add constraint billing_records_invoice_series_id_invoice_sequence_key
    unique (invoice_series_id, invoice_sequence),
  add constraint billing_records_invoice_sequence_check check (invoice_sequence >= 1),
  add constraint billing_records_invoice_check
    check (
      num_nonnulls(invoice_number, invoice_date, invoice_series_id, invoice_sequence)
        = case when status in ('invoiced', 'paid') then 4 else 0 end
    );

create index ix_billing_records_run_id on billing_records (run_id);

comment on column billing_records.pricing is
  'What the amounts came from: lines, distance, offers considered, redemptions (R9).';
comment on column billing_records.fingerprint is
  'Hash over inputs and result: the same one means nothing changed (R9).';
comment on column billing_records.run_id is 'The run that last wrote this record.';
