-- The ledger of migrations: what was applied to this schema, from which text, and when; and how far
-- the backfills have come. It is itself the first migration, so that a ledger never exists without
-- its own row.

create table schema_migrations (
  version integer not null,
  name text not null,
  phase text not null,
  sha256 text not null,
  is_adopted boolean not null default false,
  applied_at timestamptz not null default now(),
  duration_ms bigint not null,
  constraint schema_migrations_pkey primary key (version),
  constraint schema_migrations_name_key unique (name),
  constraint schema_migrations_version_check check (version >= 0),
  constraint schema_migrations_phase_check
    check (phase in ('baseline', 'p0', 'p1', 'p2', 'jobs', 'contract')),
  constraint schema_migrations_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint schema_migrations_duration_ms_check check (duration_ms >= 0)
);

create table schema_backfills (
  version integer not null,
  last_id bigint not null default 0,
  batches bigint not null default 0,
  rows_changed bigint not null default 0,
  newest_row_at timestamptz,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint schema_backfills_pkey primary key (version),
  constraint schema_backfills_counts_check
    check (last_id >= 0 and batches >= 0 and rows_changed >= 0)
);

comment on table schema_migrations is
  'One row for each migration applied to this schema; written in the migration''s transaction.';
comment on column schema_migrations.sha256 is
  'SHA-256 of the file as it was applied: an edited migration is found by comparing it.';
comment on column schema_migrations.is_adopted is
  'Whether the running app had made these tables already: they were recognised, not created.';
comment on table schema_backfills is
  'The cursor of each backfill, moved in the transaction of each batch: a killed one resumes there.';
comment on column schema_backfills.last_id is 'The last id that was looked at; 0 is none yet.';
comment on column schema_backfills.newest_row_at is
  'When the newest row that needed it was created: how long ago the app last wrote the old way.';
