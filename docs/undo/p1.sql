-- Undoes P1. Lost are offers, coupons and their redemptions, distance prices and billing records. A table
-- that the app had made stays, with what was added to it; what it says of rows that go becomes null.

do $$
declare
  going text[] := array(
    select v.name
    from (
      values (16, 'offers'), (17, 'coupons'), (18, 'coupon_redemptions'),
        (19, 'distance_pricing_configs'), (20, 'billing_records')
    ) v (version, name)
    where not exists (
      select from schema_migrations m where m.version = v.version and m.is_adopted
    )
  );
  command text;
begin
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
      and k.conrelid in (to_regclass('coupons'), to_regclass('coupon_redemptions'))
  loop
    execute command;
  end loop;
  if going <> '{}' then
    execute 'drop table ' || (select string_agg(quote_ident(name), ', ') from unnest(going) name);
  end if;
end
$$;
delete from schema_migrations where phase = 'p1';
