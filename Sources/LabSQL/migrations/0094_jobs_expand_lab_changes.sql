-- What a command of jobrunner's changes of the lab itself is kept. A trigger fires only where a command has said
-- for whom it writes: what the app writes costs it that one comparison.

create trigger billing_data_changes_written
  after insert or update or delete on categories
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table categories enable always trigger billing_data_changes_written;

create trigger billing_data_changes_written
  after insert or update or delete on clinic_info
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write();

alter table clinic_info enable always trigger billing_data_changes_written;

create trigger billing_data_changes_written
  after insert or update or delete on staff
  for each row
  when (current_setting('jobrunner.person', true) <> '')
  execute function billing_data_changes_write('hashed_password');

alter table staff enable always trigger billing_data_changes_written;

-- An app may have no addresses, or keep them otherwise: nobody of billing reads them.
do $$
begin
  if exists (
    select from pg_class where oid = to_regclass('addresses') and relkind in ('r', 'p')
  ) then
    create trigger billing_data_changes_written
      after insert or update or delete on addresses
      for each row
      when (current_setting('jobrunner.person', true) <> '')
      execute function billing_data_changes_write();
    alter table addresses enable always trigger billing_data_changes_written;
  end if;
end
$$;
