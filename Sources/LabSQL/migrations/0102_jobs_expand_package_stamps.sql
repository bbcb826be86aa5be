-- What the package of an open month was made from, when a run last wrote it: while that is the same and
-- the files lie there, the package is not made again.
--
-- The table is new: nobody waits for its index.
-- squawk-ignore-file require-concurrent-index-creation

create table billing_package_stamps (
  period text not null,
  manifest_digest text collate "C" not null,
  stamp text collate "C" not null,
  run_id bigint not null,
  constraint billing_package_stamps_pkey primary key (period),
  constraint billing_package_stamps_run_id_fkey
    foreign key (run_id) references billing_runs (run_id),
  constraint billing_package_stamps_period_check
    check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint billing_package_stamps_manifest_digest_check
    check (manifest_digest ~ '^[0-9a-f]{64}$')
);

create index ix_billing_package_stamps_run_id on billing_package_stamps (run_id);

comment on table billing_package_stamps is
  'What the package of a month was made from, when a run last wrote it or found it unchanged.';
comment on column billing_package_stamps.manifest_digest is
  'SHA-256 of the package''s manifest, in hexadecimal digits.';
comment on column billing_package_stamps.stamp is
  'Over all that the package shows, as the server sums it up: another one means that it may have changed.';
