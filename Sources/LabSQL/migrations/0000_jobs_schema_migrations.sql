-- The ledger of migrations: what was applied to this schema, from which text, and when.
-- It is itself the first migration, so that a ledger never exists without its own row.

create table schema_migrations (
  version integer not null,
  name text not null,
  phase text not null,
  sha256 text not null,
  applied_at timestamptz not null default now(),
  duration_ms bigint not null,
  constraint schema_migrations_pkey primary key (version),
  constraint schema_migrations_name_key unique (name),
  constraint schema_migrations_version_check check (version >= 0),
  constraint schema_migrations_phase_check
    check (phase in ('baseline', 'p0', 'p1', 'p2', 'jobs')),
  constraint schema_migrations_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint schema_migrations_duration_ms_check check (duration_ms >= 0)
);

comment on table schema_migrations is
  'One row for each migration applied to this schema; written in the migration''s transaction.';
comment on column schema_migrations.sha256 is
  'SHA-256 of the file as it was applied: an edited migration is found by comparing it.';
