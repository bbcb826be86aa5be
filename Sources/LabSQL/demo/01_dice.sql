-- The sample lab: "Namma Pet Diagnostics", Bengaluru. The files of this folder are run in the
-- order of their names, into a schema that was migrated and is empty.
--
-- Every load must give the same rows, so nothing here asks the clock or random(): chance is the
-- md5 of what is decided ("hour of the visit") and of whom (the booking's id).
-- What is named demo_* is scaffolding, and is gone after the last file of the load.

-- Compiling these queries would take longer than running them.
set jit = off;

-- A number from 0 to sides - 1.
create function demo_dice(decision text, whom bigint, sides integer) returns integer
language sql immutable parallel safe
as $$
  select (('x' || left(md5(decision || '/' || whom), 8))::bit(32)::bigint % sides)::integer
$$;

-- One of a list, each as likely as the other.
create function demo_choice(decision text, whom bigint, list text[]) returns text
language sql immutable parallel safe
as $$
  select list[1 + demo_dice(decision, whom, cardinality(list))]
$$;

-- Has the form of a bcrypt hash (60 characters) and is the hash of no password: nobody can log in
-- to the sample lab.
create function demo_password(whom text, id bigint) returns text
language sql immutable parallel safe
as $$
  select '$2b$12$' || left('not.a.hash.' || md5(whom || id) || md5(id || whom), 53)
$$;

-- The instant of a date and a time of day in Bengaluru.
create function demo_instant(day date, time_of_day interval) returns timestamptz
language sql immutable parallel safe
as $$
  select (day + time_of_day) at time zone 'Asia/Kolkata'
$$;
