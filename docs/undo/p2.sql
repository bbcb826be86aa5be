-- Undoes P2. Lost are prescription uploads and the clinic's contact data. A table that the app had made
-- stays, with what was added to it.

do $$
declare
  made text;
begin
  for made in
    select v.name
    from (
      values (21, 'prescription_uploads'), (22, 'clinic_info')
    ) v (version, name)
    where not exists (
      select from schema_migrations m where m.version = v.version and m.is_adopted
    )
  loop
    execute format('drop table %I', made);
  end loop;
end
$$;
delete from schema_migrations where phase = 'p2';
