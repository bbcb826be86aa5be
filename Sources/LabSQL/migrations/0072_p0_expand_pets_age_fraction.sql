-- An age is a number with a fraction: a kitten is 0.25 years old. Twelve digits hold every whole number
-- that was there, also a year of birth that somebody took for an age.
--
-- The table is written anew while the app waits for it: about five seconds for a million pets, and
-- nothing where no pet has been given yet. The other way, a second column that is filled in batches and
-- takes the place of this one, writes each row twice, fires the app's triggers, and loses the grants and
-- views of the column.
--
-- A table that the app made itself keeps its own type: jobrunner's has the comment of its migration.

do $$
declare
  refusal text;
  reader text;
begin
  if obj_description('pets'::regclass, 'pg_class')
    is distinct from 'The animals of a user; they go with their user.'
  then
    return;
  end if;
  alter table pets
    drop constraint if exists pets_age_years_check,
    alter column age_years type numeric(12, 2),
    add constraint pets_age_years_check check (age_years >= 0 and age_years <> 'NaN');
  comment on column pets.age_years is 'With a fraction: three months are 0.25.';
exception
  -- A view, a policy, a trigger or a generated column of the app's reads it.
  when feature_not_supported then
    get stacked diagnostics refusal = message_text, reader = pg_exception_detail;
    raise exception 'pets.age_years: % (%)', refusal, reader
      using
        errcode = 'dependent_objects_still_exist',
        hint = 'Drop what reads the column, apply again, and create it again as it was.';
end
$$;
