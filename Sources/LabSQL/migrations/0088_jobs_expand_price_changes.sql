-- The history of what else a price depends on, whoever writes it: the amounts, dates and switches that
-- pricing reads (R3 to R5), and what an offer is called. The conditions name no column of the tables, as in
-- the file before.

create trigger billing_data_changes_inserted
  after insert on offers
  referencing new table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_deleted
  after delete on offers
  referencing old table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_updated
  after update on offers
  for each row
  when (
    current_setting('jobrunner.person', true) <> ''
    or to_jsonb(old) -> 'name' is distinct from to_jsonb(new) -> 'name'
    or to_jsonb(old) -> 'discount_type' is distinct from to_jsonb(new) -> 'discount_type'
    or to_jsonb(old) -> 'discount_value' is distinct from to_jsonb(new) -> 'discount_value'
    or to_jsonb(old) -> 'start_date' is distinct from to_jsonb(new) -> 'start_date'
    or to_jsonb(old) -> 'end_date' is distinct from to_jsonb(new) -> 'end_date'
    or to_jsonb(old) -> 'is_active' is distinct from to_jsonb(new) -> 'is_active'
    or to_jsonb(old) -> 'applicable_tests' is distinct from to_jsonb(new) -> 'applicable_tests'
    or to_jsonb(old) -> 'minimum_order_value' is distinct from to_jsonb(new) -> 'minimum_order_value'
  )
  execute function billing_data_changes_write();

create trigger billing_data_changes_truncated
  before truncate on offers
  for each statement
  execute function billing_data_changes_write();

alter table offers enable always trigger billing_data_changes_inserted;
alter table offers enable always trigger billing_data_changes_deleted;
alter table offers enable always trigger billing_data_changes_updated;
alter table offers enable always trigger billing_data_changes_truncated;

create trigger billing_data_changes_inserted
  after insert on distance_pricing_configs
  referencing new table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_deleted
  after delete on distance_pricing_configs
  referencing old table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_updated
  after update on distance_pricing_configs
  for each row
  when (
    current_setting('jobrunner.person', true) <> ''
    or to_jsonb(old) -> 'base_charge' is distinct from to_jsonb(new) -> 'base_charge'
    or to_jsonb(old) -> 'charge_per_km' is distinct from to_jsonb(new) -> 'charge_per_km'
    or to_jsonb(old) -> 'max_free_distance_km' is distinct from to_jsonb(new) -> 'max_free_distance_km'
    or to_jsonb(old) -> 'effective_from' is distinct from to_jsonb(new) -> 'effective_from'
    or to_jsonb(old) -> 'effective_until' is distinct from to_jsonb(new) -> 'effective_until'
    or to_jsonb(old) -> 'is_active' is distinct from to_jsonb(new) -> 'is_active'
  )
  execute function billing_data_changes_write();

create trigger billing_data_changes_truncated
  before truncate on distance_pricing_configs
  for each statement
  execute function billing_data_changes_write();

alter table distance_pricing_configs enable always trigger billing_data_changes_inserted;
alter table distance_pricing_configs enable always trigger billing_data_changes_deleted;
alter table distance_pricing_configs enable always trigger billing_data_changes_updated;
alter table distance_pricing_configs enable always trigger billing_data_changes_truncated;

create trigger billing_data_changes_inserted
  after insert on tests
  referencing new table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_deleted
  after delete on tests
  referencing old table as changed_rows
  for each statement
  execute function billing_data_changes_write();

create trigger billing_data_changes_updated
  after update on tests
  for each row
  when (
    current_setting('jobrunner.person', true) <> ''
    or to_jsonb(old) -> 'price' is distinct from to_jsonb(new) -> 'price'
    or to_jsonb(old) -> 'discounted_price' is distinct from to_jsonb(new) -> 'discounted_price'
  )
  execute function billing_data_changes_write();

create trigger billing_data_changes_truncated
  before truncate on tests
  for each statement
  execute function billing_data_changes_write();

alter table tests enable always trigger billing_data_changes_inserted;
alter table tests enable always trigger billing_data_changes_deleted;
alter table tests enable always trigger billing_data_changes_updated;
alter table tests enable always trigger billing_data_changes_truncated;
