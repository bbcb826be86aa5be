-- What a command of jobrunner's changes of what belongs to a booking is kept. A trigger fires only where a command has said
-- for whom it writes: what the app writes costs it that one comparison.

create trigger billing_data_changes_written
  after insert or update or delete on coupon_redemptions
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table coupon_redemptions enable always trigger billing_data_changes_written;

create trigger billing_data_changes_written
  after insert or update or delete on prescription_uploads
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table prescription_uploads enable always trigger billing_data_changes_written;

create trigger billing_data_changes_written
  after insert or update or delete on test_batch_groups
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table test_batch_groups enable always trigger billing_data_changes_written;
