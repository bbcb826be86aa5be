-- Numbers, references and fingerprints are compared byte by byte, whatever collation the database has:
-- an index that was sorted by another version of the C library or of ICU does not find what it holds,
-- and a unique one then lets the same number in twice.
--
-- No table is rewritten. The indexes over these columns are built anew under their tables' locks, which
-- only a run of the job waits for. The records, which the app reads, come in the next migration.
-- squawk-ignore-file changing-column-type

-- The server refuses to change a column that a view reads, after the others were done.
do $$
declare
  readers text;
begin
  select string_agg(distinct r.ev_class::regclass::text, ', ')
  into readers
  from pg_depend d
  join pg_rewrite r on r.oid = d.objid and r.rulename = '_RETURN'
  join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
  where d.classid = 'pg_rewrite'::regclass
    and d.refclassid = 'pg_class'::regclass
    and (d.refobjid::regclass::text, a.attname) in (
      ('billing_records', 'invoice_number'), ('billing_records', 'fingerprint'),
      ('billing_adjustments', 'adjustment_number'), ('billing_payments', 'gateway_reference'),
      ('billing_export_adoptions', 'manifest_digest'),
      ('billing_day_fingerprints', 'fingerprint'),
      ('billing_findings', 'released_fingerprint'), ('billing_findings', 'accepted_fingerprint'),
      ('billing_number_series', 'kind'), ('billing_number_series', 'fiscal_year'),
      ('billing_number_series', 'number_format')
    );
  if readers is not null then
    raise exception 'numbers or references of the job are read by the view %', readers
      using
        errcode = 'dependent_objects_still_exist',
        hint = 'Drop it, apply again, and create it again: their columns get another collation.';
  end if;
end
$$;

alter table billing_adjustments alter column adjustment_number type text collate "C";
alter table billing_payments alter column gateway_reference type text collate "C";
alter table billing_export_adoptions alter column manifest_digest type text collate "C";
alter table billing_day_fingerprints alter column fingerprint type text collate "C";
alter table billing_findings
  alter column released_fingerprint type text collate "C",
  alter column accepted_fingerprint type text collate "C";

-- Triggers whose condition reads a column have to be put aside while it changes, and come back as they
-- were.
do $$
declare
  aside text[];
  back text[];
  command text;
begin
  select
    array_agg(format('drop trigger %I on billing_number_series', t.tgname)),
    array_agg(pg_get_triggerdef(t.oid, true))
      || array_agg(
        format(
          'alter table billing_number_series %s trigger %I',
          case t.tgenabled
            when 'A' then 'enable always' when 'R' then 'enable replica' when 'D' then 'disable'
            else 'enable'
          end,
          t.tgname
        )
      )
  into aside, back
  from pg_trigger t
  where t.tgrelid = 'billing_number_series'::regclass
    and not t.tgisinternal
    and exists (
      select
      from pg_depend d
      where d.classid = 'pg_trigger'::regclass and d.objid = t.oid
        and d.refobjid = t.tgrelid and d.refobjsubid > 0
    );
  foreach command in array coalesce(aside, '{}') loop
    execute command;
  end loop;
  alter table billing_number_series
    alter column kind type text collate "C",
    alter column fiscal_year type text collate "C",
    alter column number_format type text collate "C";
  foreach command in array coalesce(back, '{}') loop
    execute command;
  end loop;
end
$$;
