-- Undoes P0, and the ledger with it. Lost are pets, staff, reports, batch groups, who collects what
-- and how far it is, and the prices at booking.
--
-- What may be the app's own stays, and does no harm: the indexes on its columns (ix_bookings_status
-- and the like), tests.created_at and tests.updated_at. Where the app had made a table of these, or one
-- of the columns that a migration adds (schema_migrations.is_adopted), that table or those columns stay,
-- with what was added to them; what they say of rows that go becomes null.

do $$
declare
  adopted integer[] := array(select version from schema_migrations where is_adopted);
  going text[] := array(
    select v.name
    from (
      values (2, 'staff'), (3, 'pets'), (8, 'test_batch_groups'), (9, 'test_reports'),
        (10, 'token_blacklist')
    ) v (version, name)
    where v.version <> all (adopted)
  );
  command text;
begin
  for command in
    select format('alter table %I drop column %I', v.table_name, v.column_name)
    from (
      values (4, 'users', 'last_login'), (4, 'users', 'login_attempts'), (4, 'users', 'is_locked'),
        (5, 'tests', 'tube_type'), (5, 'tests', 'sample_quantity_ml'),
        (5, 'tests', 'sample_collection_instructions'), (5, 'tests', 'tat_hours'),
        (6, 'bookings', 'pet_id'), (6, 'bookings', 'collection_staff_id'),
        (6, 'bookings', 'notes'), (6, 'bookings', 'estimated_distance_km'),
        (7, 'booking_items', 'quantity'), (7, 'booking_items', 'unit_price'),
        (7, 'booking_items', 'status')
    ) v (version, table_name, column_name)
    where v.version <> all (adopted)
    union all
    select 'alter table users drop constraint if exists users_role_check'
    -- 0083 took away what 0004 had made: one that is there afterwards is the app's own.
    where 4 <> all (adopted) and not exists (select from schema_migrations where version = 83)
  loop
    execute command;
  end loop;
  for command in
    select
      format(
        'alter table %s drop constraint %I', k.conrelid::regclass, k.conname
      ) || case when a.attnotnull then '' else format(
        '; update %s set %I = null where %I is not null', k.conrelid::regclass, a.attname, a.attname
      ) end
    from pg_constraint k
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f'
      and k.confrelid = any (going::regclass[])
      and k.conrelid <> all (going::regclass[])
      and k.conrelid in (
        to_regclass('bookings'), to_regclass('test_reports'), to_regclass('test_batch_groups')
      )
  loop
    execute command;
  end loop;
  if going <> '{}' then
    execute 'drop table ' || (select string_agg(quote_ident(name), ', ') from unnest(going) name);
  end if;
end
$$;
drop table schema_migrations, schema_backfills;
