-- Who this lab is. The id is drawn once, by this file, and lives in the lab's schema: it survives
-- upgrades, dumps and renaming, and each export package names it. A copy that is to be a lab of its
-- own is given another one by its owner.

create table billing_lab (
  lab_id uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now(),
  constraint billing_lab_pkey primary key (lab_id)
);

create unique index billing_lab_one_row on billing_lab ((true));

insert into billing_lab default values;

create trigger billing_lab_refuse_delete
  before delete on billing_lab
  for each row
  execute function billing_history_refuse_change(
    'the lab', 'lab_id', 'Its export packages name it; a copy can be given another id.');

create trigger billing_lab_refuse_truncate
  before truncate on billing_lab
  for each statement
  execute function billing_history_refuse_truncate();

alter table billing_lab enable always trigger billing_lab_refuse_delete;
alter table billing_lab enable always trigger billing_lab_refuse_truncate;

comment on table billing_lab is 'Who this lab is, to its export packages; one row.';
comment on column billing_lab.lab_id is 'Random, and the same for the life of the lab.';
