-- Undoes P0, and the ledger with it. Lost are pets, staff, reports, batch groups, who collects what
-- and how far it is, and the prices at booking.
--
-- What may be the app's own stays, and does no harm: the indexes on its columns (ix_bookings_status
-- and the like), tests.created_at and tests.updated_at.

alter table booking_items
  drop column quantity,
  drop column unit_price,
  drop column status;
alter table bookings
  drop column pet_id,
  drop column collection_staff_id,
  drop column notes,
  drop column estimated_distance_km;
alter table tests
  drop column tube_type,
  drop column sample_quantity_ml,
  drop column sample_collection_instructions,
  drop column tat_hours;
alter table users
  drop column last_login,
  drop column login_attempts,
  drop column is_locked,
  drop constraint users_role_check;
drop table test_reports, test_batch_groups, token_blacklist, pets, staff;
drop table schema_migrations, schema_backfills;
