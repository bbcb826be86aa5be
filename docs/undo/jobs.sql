-- Undoes the job's own tables. Lost are invoice numbers, runs, findings, credit and debit notes,
-- payments, seals and who changed a price: after the first invoice this is no undo but the loss of tax records. Dump them
-- first.

drop function
  refresh_billing_summaries(), billing_records_settle(integer[], bigint),
  billing_locked_bookings(integer[]), billing_remove_expired_tokens(integer);
drop view billing_people;
-- Its triggers on the app's tables go with it.
drop function billing_data_changes_write() cascade;
drop materialized view billing_day_summary, billing_month_summary;
drop table
  billing_series_advances, billing_export_adoptions, billing_lab, billing_data_changes,
  billing_payments, billing_adjustments, billing_record_events, billing_period_seals,
  billing_day_fingerprints, billing_block_fingerprints, billing_change_mark, billing_package_stamps,
  billing_run_chunks,
  billing_findings, billing_periods;

-- What the jobs added to the plan's table; its constraints and indexes go with the columns.
drop trigger billing_records_refuse_change on billing_records;
drop trigger billing_records_refuse_delete on billing_records;
drop trigger billing_records_refuse_truncate on billing_records;
drop trigger billing_records_refuse_paid_date_change on billing_records;
drop trigger billing_records_refuse_names_change on billing_records;
drop trigger billing_records_check_inserted on billing_records;
drop trigger billing_records_check_updated on billing_records;
drop trigger billing_records_refuse_insert on billing_records;
drop trigger billing_records_refuse_unpaid on billing_records;
alter table billing_records
  alter column invoice_number type text,
  drop column pricing,
  drop column fingerprint,
  drop column run_id,
  drop column invoice_series_id,
  drop column invoice_sequence,
  drop column issued_names;

drop table billing_number_series, billing_runs;
drop function
  billing_records_refuse_change(), billing_records_refuse_delete(),
  billing_records_refuse_truncate(), billing_adjustments_refuse_change(),
  billing_adjustments_refuse_truncate(), billing_history_refuse_change(),
  billing_history_refuse_truncate(), billing_record_events_refuse_change(),
  billing_series_pieces(integer), billing_records_check_rows(), billing_records_refuse_step(),
  billing_adjustments_check_rows(), billing_payments_check_rows(), billing_number_series_check(),
  billing_record_events_check_rows(), billing_runs_check_begun(), billing_history_check_job(),
  billing_periods_check(), billing_period_seals_check(), billing_data_changes_hide(jsonb, text[]),
  billing_data_changes_refuse_insert();
delete from schema_migrations where phase = 'jobs' and version > 0;
