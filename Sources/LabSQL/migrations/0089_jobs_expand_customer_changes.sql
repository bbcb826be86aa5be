-- What a command of jobrunner's changes of customers is kept. A trigger fires only where a command has said
-- for whom it writes: what the app writes costs it that one comparison.

create trigger billing_data_changes_written
  after insert or update or delete on users
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write('hashed_password');

alter table users enable always trigger billing_data_changes_written;

create trigger billing_data_changes_written
  after insert or update or delete on token_blacklist
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write('token');

alter table token_blacklist enable always trigger billing_data_changes_written;
