-- What a login remembers: when the last one was, and how many failed since. Checks come without a
-- look at the rows that are there (not valid), which would lock the table for as long as it takes.

alter table users
  add column last_login timestamptz,
  add column login_attempts integer not null default 0,
  add column is_locked boolean not null default false,
  add constraint users_role_check check (role::text in ('USER', 'ADMIN')) not valid,
  add constraint users_login_attempts_check check (login_attempts >= 0) not valid;

comment on column users.login_attempts is 'Failed logins since the last good one, which resets it.';
comment on column users.is_locked is 'Set by the app after five failed logins.';
