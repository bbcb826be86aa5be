-- What a run needs beside an app that is at work: a way to lock the tables of persons without the
-- right to read all of them, a way to see which bookings the app has locked, a finding that says so,
-- and a note in the ledger of what a run has told and what it is about to seal.
--
-- The check of kinds comes back in the same statement, with one kind more.
-- squawk-ignore-file ban-drop-constraint

-- Locking a view locks what it is over, with the rights of the view's owner. It names no column, so
-- that each of them can still be changed.
create view billing_people as
  select from users, staff, pets where false;

comment on view billing_people is
  'Nothing to read: a run locks it, and with it these tables, against being rewritten.';

alter table billing_runs
  add column result_written_at timestamptz,
  add column package_digest text,
  add constraint billing_runs_package_digest_check
    check (package_digest ~ '^[0-9a-f]{64}$') not valid;

comment on column billing_runs.result_written_at is
  'When what the run found was told; until then its findings are told again.';
comment on column billing_runs.package_digest is
  'SHA-256 of the manifest that the run was about to seal.';

-- Runs that ended well before there was this column have told what they found.
update billing_runs set result_written_at = finished_at where state = 'succeeded';

alter table billing_findings
  drop constraint billing_findings_kind_check,
  add constraint billing_findings_kind_check
    check (
      kind in (
        'no_date', 'no_user', 'no_items', 'bad_quantity', 'bad_price', 'amount_out_of_range',
        'bad_distance', 'no_distance_pricing', 'bad_redemption', 'price_fallback',
        'distance_outlier', 'bad_offer', 'redemption_invalid', 'redemption_mismatch',
        'discount_capped', 'zero_amount', 'late_booking', 'drift', 'row_locked'
      )
    ) not valid;

-- A record needs its booking and its customer to stay while it is written. Which of these bookings
-- another session holds, so that a run would wait for it, and the server process that does, where
-- the row says it. The locks taken to find out are key-share locks, which an app does not notice,
-- and end with the transaction. As the owner: a biller may not lock rows of the app.
create function billing_locked_bookings(wanted integer[])
returns table (booking_id integer, holder integer)
language sql
volatile
security definer
set search_path from current
as $$
  with free_bookings as materialized (
    select b.id from bookings b where b.id = any (wanted) for key share of b skip locked
  ),
  free_users as materialized (
    select u.id
    from users u
    where u.id in (select b.user_id from bookings b where b.id = any (wanted))
    for key share of u skip locked
  )
  select b.id, holding.pid
  from bookings b
  left join users u on u.id = b.user_id
  left join lateral (
    select l.pid
    from pg_catalog.pg_locks l
    where l.locktype = 'transactionid' and l.granted and l.transactionid in (b.xmax, u.xmax)
    limit 1
  ) holding on true
  where b.id = any (wanted)
    and (
      b.id not in (select id from free_bookings)
      or u.id is not null and u.id not in (select id from free_users)
    )
  order by b.id
$$;

revoke all on function billing_locked_bookings(integer[]) from public;

comment on function billing_locked_bookings(integer[]) is
  'Those of the bookings whose row, or whose customer''s, another session has locked.';
