-- Holds every booking to naming its pet, without locking anybody out.

alter table bookings validate constraint bookings_pet_id_present;
