-- What a command of jobrunner's changes of the lines of bookings is kept. A trigger fires only where a command has said
-- for whom it writes: what the app writes costs it that one comparison.

create trigger billing_data_changes_written
  after insert or update or delete on booking_items
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table booking_items enable always trigger billing_data_changes_written;
