-- The validated check lets NOT NULL be set without reading the table again; then it has done its
-- work.

alter table bookings
  alter column pet_id set not null;
alter table bookings
  drop constraint bookings_pet_id_present;
