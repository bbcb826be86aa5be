-- The tables of the lab's app as SQLAlchemy's create_all makes them: serial ids, defaults that only
-- the app knows, foreign keys without a word on delete, an index for each column marked so. Names in
-- braces are types that apps differ in; ExistingApp fills them in. Beside them what the app has for
-- itself: Alembic's version, a table and a column that no plan mentions.

create table users (
  id serial not null,
  phone {text} not null,
  email {text} not null,
  hashed_password {text} not null,
  full_name {text},
  is_active boolean not null,
  is_superuser boolean not null,
  is_verified boolean not null,
  role {text} not null,
  created_at {instant},
  referral_source {text},
  primary key (id)
);
create unique index ix_users_phone on users (phone);
create unique index ix_users_email on users (email);
create index ix_users_id on users (id);

create table addresses (
  id serial not null,
  user_id integer not null,
  address_line1 {text} not null,
  city {text} not null,
  postal_code {text} not null,
  is_default boolean,
  primary key (id),
  foreign key (user_id) references users (id)
);

create table categories (
  id serial not null,
  name {text} not null,
  primary key (id),
  unique (name)
);

create table tests (
  id serial not null,
  category_id integer not null,
  name {text} not null,
  description text,
  price {money} not null,
  discounted_price {money},
  sample_type {text},
  report_time_hours integer,
  is_active boolean,
  created_at {instant},
  primary key (id),
  foreign key (category_id) references categories (id)
);

create table bookings (
  id serial not null,
  user_id integer,
  booking_date {instant},
  status {status},
  address {text},
  address_link {text},
  created_at {instant},
  updated_at {instant},
  primary key (id),
  foreign key (user_id) references users (id)
);
create index ix_bookings_id on bookings (id);
create index ix_bookings_user_id on bookings (user_id);

create table booking_items (
  id serial not null,
  booking_id integer not null,
  test_id integer not null,
  primary key (id),
  foreign key (booking_id) references bookings (id),
  foreign key (test_id) references tests (id)
);

create table alembic_version (
  version_num varchar(32) not null,
  constraint alembic_version_pkc primary key (version_num)
);
insert into alembic_version (version_num) values ('9f2c41d07b1e');

create table app_feature_flags (
  name varchar not null,
  is_on boolean not null,
  primary key (name)
);
insert into app_feature_flags (name, is_on) values ('whatsapp_booking', true);
