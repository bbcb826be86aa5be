-- A booking names its pet, who collects the sample, and how far away that is.
-- pet_id may be missing until every booking has one: the running app does not write it yet.

alter table bookings
  add column pet_id integer,
  add column collection_staff_id integer,
  add column notes text,
  add column estimated_distance_km numeric,
  add constraint bookings_pet_id_fkey
    foreign key (pet_id) references pets (id) on delete cascade not valid,
  add constraint bookings_collection_staff_id_fkey
    foreign key (collection_staff_id) references staff (id) on delete set null not valid;

comment on column bookings.estimated_distance_km is
  'Kilometres to the visit; null is no visit. Any value is kept: a bad one is reported (R4).';
