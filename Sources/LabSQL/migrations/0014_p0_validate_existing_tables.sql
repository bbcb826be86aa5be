-- Holds the rows that were there before to what was promised for new ones. Reads the tables and
-- locks nobody out; each by itself.

alter table users validate constraint users_role_check;
alter table users validate constraint users_login_attempts_check;
alter table tests validate constraint tests_sample_quantity_ml_check;
alter table tests validate constraint tests_tat_hours_check;
alter table bookings validate constraint bookings_pet_id_fkey;
alter table bookings validate constraint bookings_collection_staff_id_fkey;
alter table booking_items validate constraint booking_items_unit_price_check;
alter table booking_items validate constraint booking_items_status_check;
