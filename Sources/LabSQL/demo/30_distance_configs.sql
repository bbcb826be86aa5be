-- What a home visit costs (R4). The new rates of Monday 24 March were on trial until Saturday 29,
-- and confirmed from Monday 31: of the Sunday between them, Ugadi, nobody thought. Home visits of
-- that day have no config in force (no_distance_pricing).
-- The inactive one was typed with a free distance of 30 km, and replaced within the hour.

insert into distance_pricing_configs
  (id, base_charge, charge_per_km, max_free_distance_km, effective_from, effective_until,
   is_active, updated_by_admin_id, updated_at, created_at)
values
  (1, 50.00, 5.00, 2.000, '2025-02-01', '2025-03-23', true, 2,
   demo_instant('2025-03-20', '17:10'), demo_instant('2025-01-30', '11:00')),
  (2, 60.00, 6.50, 30.000, '2025-03-24', null, false, 2,
   demo_instant('2025-03-20', '17:48'), demo_instant('2025-03-20', '17:12')),
  (3, 60.00, 6.50, 3.000, '2025-03-24', '2025-03-29', true, 2,
   demo_instant('2025-03-20', '17:50'), demo_instant('2025-03-20', '17:50')),
  (4, 60.00, 6.50, 3.000, '2025-03-31', null, true, 1,
   demo_instant('2025-03-29', '18:05'), demo_instant('2025-03-29', '18:05'));
