-- What a login remembers: when the last one was, and how many failed since.

alter table users
  add column last_login timestamptz,
  add column login_attempts integer not null default 0,
  add column is_locked boolean not null default false,
  add constraint users_login_attempts_check check (login_attempts >= 0);

comment on column users.login_attempts is 'Failed logins since the last good one, which resets it.';
comment on column users.is_locked is 'Set by the app after five failed logins.';
