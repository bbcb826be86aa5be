-- A lab of one day, the day before yesterday, that a night bills without a question.
insert into users (id, full_name, phone, email, hashed_password)
values (1, 'Anita Desai', '+91 80 5551 0001', 'anita@home.example', 'x');
insert into pets (id, user_id, name, species) values (1, 1, 'Bruno', 'Dog');
insert into categories (id, name) values (1, 'Blood');
insert into tests (id, category_id, name, price)
values (1, 1, 'Complete Blood Count', 500), (2, 1, 'Lipid Panel', 800);
insert into distance_pricing_configs
  (id, base_charge, charge_per_km, max_free_distance_km, effective_from)
values (1, 50, 5, 2, '2024-01-01');
insert into bookings (id, user_id, pet_id, booking_date, status, estimated_distance_km)
select id, 1, 1, now() - interval '2 days', 'completed', null from generate_series(1, 3) id;
insert into booking_items (booking_id, test_id, quantity, unit_price)
select id, 1, 1, 500 from generate_series(1, 3) id;
