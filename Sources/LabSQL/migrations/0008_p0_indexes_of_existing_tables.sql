-- Indexes of the tables that were there before: by foreign key, date and status.
-- A file of their own, because on a live database they take the longest.

create index ix_addresses_user_id on addresses (user_id);
create index ix_tests_category_id on tests (category_id);
create index ix_bookings_user_id on bookings (user_id);
create index ix_bookings_pet_id on bookings (pet_id);
create index ix_bookings_collection_staff_id on bookings (collection_staff_id);
create index ix_bookings_booking_date on bookings (booking_date);
create index ix_bookings_status on bookings (status);
create index ix_booking_items_booking_id on booking_items (booking_id);
create index ix_booking_items_test_id on booking_items (test_id);
create index ix_booking_items_status on booking_items (status);
