-- An app that follows the plan maps the tests of an offer as text. What was jsonb becomes the text of
-- the same value, which means the same; billing reads either (R5).
--
-- A table that the app made itself keeps its own type: jobrunner's has the comment of its migration.

do $$
declare
  refusal text;
  reader text;
begin
  if not exists (
    select
    from pg_attribute a
    where a.attrelid = 'offers'::regclass
      and a.attname = 'applicable_tests'
      and a.atttypid = 'jsonb'::regtype
      and col_description(a.attrelid, a.attnum)
        = 'A JSON array of test ids, or "all"; null and an empty array mean every test.'
  ) then
    return;
  end if;
  alter table offers
    alter column applicable_tests type text using applicable_tests::text;
  comment on column offers.applicable_tests is
    'all, or a JSON array of test ids as numbers or strings; null and an empty one are every test.';
exception
  -- A view, an index by operators of jsonb, a policy or a generated column of the app's reads it.
  when feature_not_supported or undefined_function or undefined_object or datatype_mismatch then
    get stacked diagnostics refusal = message_text, reader = pg_exception_detail;
    raise exception 'offers.applicable_tests: % %', refusal, reader
      using
        errcode = 'dependent_objects_still_exist',
        hint = 'Drop what reads the column as jsonb, apply again, and create it again for text.';
end
$$;
