-- What an invoice calls its customer, its pet and its tests stays as it was issued: renamed later,
-- they are called so by later documents. The names are written with the number, once.

alter table billing_records add column issued_names jsonb;

comment on column billing_records.issued_names is
  'Customer, pet, tests and their categories, as they were called when the invoice was numbered.';

create trigger billing_records_refuse_names_change
  before update on billing_records
  for each row
  when (old.issued_names is not null and new.issued_names is distinct from old.issued_names)
  execute function billing_history_refuse_change(
    'the names of', 'invoice_number', 'A document says for ever what it said when it was issued.');

alter table billing_records enable always trigger billing_records_refuse_names_change;
