-- Indexes of the tables that were there before: by foreign key, date and status. Built while the app
-- goes on writing, each by itself; one that was left half built is dropped and built again.

create index concurrently if not exists ix_addresses_user_id on addresses (user_id);
create index concurrently if not exists ix_tests_category_id on tests (category_id);
create index concurrently if not exists ix_bookings_user_id on bookings (user_id);
create index concurrently if not exists ix_bookings_pet_id on bookings (pet_id);
create index concurrently if not exists ix_bookings_collection_staff_id
  on bookings (collection_staff_id);
create index concurrently if not exists ix_bookings_booking_date on bookings (booking_date);
create index concurrently if not exists ix_bookings_status on bookings (status);
create index concurrently if not exists ix_booking_items_booking_id on booking_items (booking_id);
create index concurrently if not exists ix_booking_items_test_id on booking_items (test_id);
create index concurrently if not exists ix_booking_items_status on booking_items (status);
