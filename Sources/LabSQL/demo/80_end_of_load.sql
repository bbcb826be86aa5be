-- The next row that somebody adds gets the next id.
do $$
declare
  name text;
begin
  foreach name in array array[
    'staff', 'clinic_info', 'categories', 'tests', 'users', 'addresses', 'pets',
    'distance_pricing_configs', 'offers', 'coupons', 'bookings', 'booking_items',
    'coupon_redemptions', 'test_batch_groups', 'test_reports', 'prescription_uploads',
    'token_blacklist'
  ] loop
    execute format(
      'select setval(pg_get_serial_sequence(%L, %L), max(id)) from %I', name, 'id', name);
  end loop;
end
$$;

drop table demo_shelf, demo_area, demo_home, demo_day, demo_customers, demo_visit, demo_case;
drop function
  demo_discount, demo_base, demo_price, demo_instant, demo_password, demo_choice, demo_dice;

-- The first night plans its queries on what is here, not on empty tables.
analyze users, addresses, pets, tests, bookings, booking_items, offers, coupons, coupon_redemptions;

reset jit;
