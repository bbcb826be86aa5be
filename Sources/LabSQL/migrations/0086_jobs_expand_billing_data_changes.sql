-- The history of the lab's data: each row that a command of jobrunner's wrote, and each change, whoever
-- made it, of what a price depends on. What the rows say is kept for ever, like what was paid.
--
-- It is written by triggers alone, through a function of the owner's: whoever changes a row needs no
-- right on its history, and cannot leave it out. "Always", so that a session in replica mode is held to
-- it too.

create table billing_data_changes (
  change_id bigint generated always as identity,
  changed_at timestamptz not null default clock_timestamp(),
  table_name text not null,
  row_id bigint,
  action text not null,
  before jsonb,
  after jsonb,
  person text,
  reason text,
  database_user text not null default session_user,
  constraint billing_data_changes_pkey primary key (change_id),
  constraint billing_data_changes_action_check
    check (action in ('created', 'updated', 'deleted')),
  constraint billing_data_changes_before_check check ((before is null) = (action = 'created')),
  constraint billing_data_changes_after_check check ((after is null) = (action = 'deleted')),
  constraint billing_data_changes_person_check
    check (person <> '' and (reason is null or person is not null))
);

create index ix_billing_data_changes_row on billing_data_changes (table_name, row_id, change_id);

comment on table billing_data_changes is
  'What was created, updated and deleted of the lab''s data, when and by whom; kept for ever.';
comment on column billing_data_changes.row_id is
  'The id of the row; null where the app''s own ids are no numbers.';
comment on column billing_data_changes.before is
  'The row as it was; of an update the columns that changed. A secret is written as ***.';
comment on column billing_data_changes.after is
  'The row as it is since; of an update the columns that changed. A secret is written as ***.';
comment on column billing_data_changes.person is
  'Who asked for it by a command; null where the app, or somebody in SQL, made the change.';
comment on column billing_data_changes.database_user is 'Who was connected.';

-- A row as the history says it: of columns whose values nobody may read that there is one.
create function billing_data_changes_hide(row_json jsonb, hidden text[]) returns jsonb
language sql
immutable
as $$
  select row_json || coalesce(
    (
      select jsonb_object_agg(name, '***'::text)
      from unnest(hidden) name
      where row_json ->> name is not null
    ),
    '{}'
  )
$$;

-- Arguments: the columns whose values nobody may read. As a trigger for each statement it takes the rows
-- from a transition table called changed_rows.
create function billing_data_changes_write() returns trigger
language plpgsql
security definer
as $$
declare
  hidden constant text[] := coalesce(tg_argv, '{}');
  author constant text := nullif(current_setting('jobrunner.person', true), '');
  cause constant text :=
    case when author is not null then nullif(current_setting('jobrunner.reason', true), '') end;
  old_row jsonb;
  new_row jsonb;
  id_json jsonb;
begin
  if tg_level = 'ROW' then
    if tg_op <> 'INSERT' then
      old_row := to_jsonb(old);
    end if;
    if tg_op <> 'DELETE' then
      new_row := to_jsonb(new);
    end if;
    id_json := coalesce(old_row, new_row) -> 'id';
    if tg_op = 'UPDATE' then
      select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
      into old_row, new_row
      from jsonb_each(old_row) o
      where o.value is distinct from new_row -> o.key;
      if old_row is null then
        return null;
      end if;
    end if;
    insert into billing_data_changes (table_name, row_id, action, before, after, person, reason)
    values (
      tg_table_name, case when jsonb_typeof(id_json) = 'number' then id_json::bigint end,
      case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'updated' else 'deleted' end,
      billing_data_changes_hide(old_row, hidden), billing_data_changes_hide(new_row, hidden),
      author, cause
    );
  elsif tg_op = 'TRUNCATE' then
    if row_security_active(tg_relid) then
      raise exception 'row-level security hides rows of % from %: they could not be kept',
        tg_table_name, current_user
        using
          errcode = 'restrict_violation',
          schema = tg_table_schema,
          table = tg_table_name,
          hint = 'Delete the rows instead of truncating the table.';
    end if;
    -- Named by the trigger, not by search_path: the table is the one that is being emptied.
    for old_row in
      execute format('select to_jsonb(r) from %I.%I r', tg_table_schema, tg_table_name)
    loop
      insert into billing_data_changes (table_name, row_id, action, before, person, reason)
      values (
        tg_table_name, (old_row ->> 'id')::bigint, 'deleted',
        billing_data_changes_hide(old_row, hidden), author, cause
      );
    end loop;
  elsif tg_op = 'INSERT' then
    insert into billing_data_changes (table_name, row_id, action, after, person, reason)
    select tg_table_name, (row_json ->> 'id')::bigint, 'created',
      billing_data_changes_hide(row_json, hidden), author, cause
    from (select to_jsonb(r) as row_json from changed_rows r) changed;
  else
    insert into billing_data_changes (table_name, row_id, action, before, person, reason)
    select tg_table_name, (row_json ->> 'id')::bigint, 'deleted',
      billing_data_changes_hide(row_json, hidden), author, cause
    from (select to_jsonb(r) as row_json from changed_rows r) changed;
  end if;
  return null;
end
$$;

-- Whoever may write the table, as its owner may, writes no history into it by hand.
create function billing_data_changes_refuse_insert() returns trigger
language plpgsql
as $$
begin
  raise exception 'the history of the lab''s data is written by its triggers alone'
    using
      errcode = 'restrict_violation',
      schema = tg_table_schema,
      table = tg_table_name,
      hint = 'Change the data: what was changed is then kept.';
end
$$;

create trigger billing_data_changes_refuse_insert
  before insert on billing_data_changes
  for each statement
  when (pg_trigger_depth() = 0)
  execute function billing_data_changes_refuse_insert();

-- After the update, so that a value that no change can have is refused as such.
create trigger billing_data_changes_refuse_change
  after update on billing_data_changes
  for each row
  execute function billing_history_refuse_change(
    'change', 'change_id', 'What was changed is kept for ever: change the data again.');

create trigger billing_data_changes_refuse_delete
  before delete on billing_data_changes
  for each row
  execute function billing_history_refuse_change(
    'change', 'change_id', 'What was changed is kept for ever: change the data again.');

create trigger billing_data_changes_refuse_truncate
  before truncate on billing_data_changes
  for each statement
  execute function billing_history_refuse_truncate();

alter table billing_data_changes enable always trigger billing_data_changes_refuse_insert;
alter table billing_data_changes enable always trigger billing_data_changes_refuse_change;
alter table billing_data_changes enable always trigger billing_data_changes_refuse_delete;
alter table billing_data_changes enable always trigger billing_data_changes_refuse_truncate;
