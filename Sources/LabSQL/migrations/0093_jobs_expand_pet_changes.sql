-- What a command of jobrunner's changes of pets and of what was found of them is kept. A trigger fires only where a command has said
-- for whom it writes: what the app writes costs it that one comparison.

create trigger billing_data_changes_written
  after insert or update or delete on pets
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write('medical_history');

alter table pets enable always trigger billing_data_changes_written;

create trigger billing_data_changes_written
  after insert or update or delete on test_reports
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table test_reports enable always trigger billing_data_changes_written;
