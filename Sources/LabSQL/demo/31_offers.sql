-- Offers of each kind (R5). Those with coupons (32_coupons.sql) are redeemed by code only; the
-- others apply by themselves.

insert into offers
  (id, name, description, discount_type, discount_value, start_date, end_date, is_active,
   event_tag, applicable_tests, minimum_order_value, created_at, created_by_admin_id, updated_at)
select
  id, name, description, discount_type, discount_value, start_date, end_date, is_active,
  event_tag, applicable_tests, minimum_order_value, created_at, created_by_admin_id, created_at
from (
  values
    -- By themselves: some tests, a fixed amount from an order value, every test.
    (1, 'Kidney Health Month', 'World Kidney Day is in March', 'percentage', 15.00,
      date '2025-03-01', date '2025-03-31', true, 'Health Month',
      (select jsonb_agg(id order by id)::text from tests
        where name in ('Kidney Function Test', 'SDMA', 'Creatinine', 'Blood Urea Nitrogen (BUN)',
          'Urine Protein-Creatinine Ratio', 'Renal Profile, Complete')),
      null::numeric, demo_instant('2025-02-24', '16:00'), 1),
    (2, 'Holi Flat 150', 'Four days around Holi', 'fixed_amount', 150.00,
      '2025-03-13', '2025-03-16', true, 'Holi', null, 1500.00,
      demo_instant('2025-03-10', '12:00'), 2),
    (3, 'Ugadi 10 % on Everything', 'Across the month end and the new year', 'percentage', 10.00,
      '2025-03-29', '2025-04-01', true, 'Ugadi', 'all', null,
      demo_instant('2025-03-25', '12:30'), 2),
    -- As the app's older form wrote it: ids as strings.
    (4, 'Summer Tick Check', 'Ticks come with the heat', 'percentage', 12.50,
      '2025-04-05', '2025-05-31', true, 'Summer',
      (select jsonb_agg(id::text order by id)::text from tests
        where name in ('Blood Parasite Smear', 'Tick-Borne 4-in-1 Antibody', 'Ehrlichia PCR',
          'Babesia PCR', 'Tick Fever PCR Panel', 'Tick Fever Panel')),
      null, demo_instant('2025-04-02', '10:15'), 1),
    -- Over, and never begun.
    (5, 'New Year Wellness', null, 'percentage', 20.00,
      '2025-01-01', '2025-01-31', true, 'New Year', '[97, 98, 99]', null,
      demo_instant('2024-12-27', '11:00'), 1),
    (6, 'Monsoon Camp (draft)', 'Waits for the sponsor', 'percentage', 25.00,
      '2025-03-01', '2025-07-31', false, 'Monsoon', '[]', 500.00,
      demo_instant('2025-02-20', '15:40'), 3),
    -- Unusable (bad_offer): an amount of 150 rupees typed as a percentage; tests as an object.
    (7, 'Founders'' Day 150', 'Meant as 150 rupees off', 'percentage', 150.00,
      '2025-03-17', '2025-04-30', true, 'Founders'' Day', '"all"', 1000.00,
      demo_instant('2025-03-15', '19:20'), 3),
    (8, 'Parrot Week', null, 'percentage', 10.00,
      '2025-03-24', '2025-04-30', true, null, '{"tests": [10, 65, 66]}', null,
      demo_instant('2025-03-21', '19:45'), 3),
    -- By code.
    (9, 'First Visit 20 %', 'For new customers, once', 'percentage', 20.00,
      '2024-06-01', '2025-12-31', true, null, '"all"', null,
      demo_instant('2024-05-28', '11:00'), 1),
    (10, 'Vet Referral 250', 'Codes printed for each clinic', 'fixed_amount', 250.00,
      '2024-10-01', '2025-09-30', true, null, null, 1000.00,
      demo_instant('2024-09-23', '11:00'), 1),
    (11, 'Senior Pet 12 %', 'For pets of seven years and more', 'percentage', 12.00,
      '2025-01-01', '2025-12-31', true, 'Senior',
      (select jsonb_agg(id order by id)::text from tests
        where name in ('SDMA', 'NT-proBNP', 'Total T4', 'Free T4 and TSH',
          'Senior Wellness Panel, Dog', 'Senior Wellness Panel, Cat')),
      null, demo_instant('2024-12-27', '12:00'), 1),
    (12, 'Apartment Camp 300', 'The camp at HSR Layout', 'fixed_amount', 300.00,
      '2025-04-05', '2025-04-13', true, 'Camp', '"all"', 1500.00,
      demo_instant('2025-03-31', '17:00'), 2)
) as list
  (id, name, description, discount_type, discount_value, start_date, end_date, is_active,
   event_tag, applicable_tests, minimum_order_value, created_at, created_by_admin_id)
order by id;
