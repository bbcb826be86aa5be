-- A coupon's history, whoever writes it. The app's counter is none of it, and when it last wrote the row
-- neither: a redemption costs the app one comparison.
--
-- The condition names no column of the table, but names in its JSON: a column that a trigger names cannot
-- be given another type, and an app may lack one, or have others.

create trigger billing_data_changes_inserted
  after insert on coupons
  referencing new table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_deleted
  after delete on coupons
  referencing old table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_updated
  after update on coupons
  for each row
  when (
    current_setting('jobrunner.person', true) <> ''
    or to_jsonb(old) - array['current_uses', 'updated_at']
      is distinct from to_jsonb(new) - array['current_uses', 'updated_at']
  )
  execute function billing_data_changes_write();

create trigger billing_data_changes_truncated
  before truncate on coupons
  for each statement
  execute function billing_data_changes_write();

alter table coupons enable always trigger billing_data_changes_inserted;
alter table coupons enable always trigger billing_data_changes_deleted;
alter table coupons enable always trigger billing_data_changes_updated;
alter table coupons enable always trigger billing_data_changes_truncated;
