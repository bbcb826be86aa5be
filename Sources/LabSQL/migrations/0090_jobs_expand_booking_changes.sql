-- What a command of jobrunner's changes of bookings is kept. A trigger fires only where a command has said
-- for whom it writes: what the app writes costs it that one comparison.

create trigger billing_data_changes_written
  after insert or update or delete on bookings
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table bookings enable always trigger billing_data_changes_written;
