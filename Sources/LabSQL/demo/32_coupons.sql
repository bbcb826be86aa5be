-- Codes: some redeem an offer, some stand alone, some are limited. A date-time in the app is the
-- beginning of a day and the last second of one. current_uses is counted in 57_coupon_uses.sql.

insert into coupons
  (id, code, offer_id, start_date, end_date, is_active, max_uses, current_uses,
   max_uses_per_user, created_at, created_by_admin_id)
select
  coupon.id, code, offers.id, demo_instant(first_day, '00:00'),
  demo_instant(last_day, '23:59:59'), coupon.is_active, max_uses, 0, max_uses_per_user,
  demo_instant(first_day - 3, '11:00'), admin
from (
  values
    (1, 'WELCOME20', 'First Visit 20 %', date '2024-06-01', date '2025-12-31', true,
      null::integer, 1, 1),
    (2, 'VET-INDIRA', 'Vet Referral 250', '2024-10-01', '2025-09-30', true, 60, 3, 1),
    (3, 'VET-KORA', 'Vet Referral 250', '2024-10-01', '2025-09-30', true, 60, 3, 1),
    (4, 'VET-HEBBAL', 'Vet Referral 250', '2024-10-01', '2025-09-30', true, 60, 3, 1),
    (5, 'VET-JAYA', 'Vet Referral 250', '2024-10-01', '2025-09-30', true, 60, 3, 1),
    -- This clinic closed.
    (6, 'VET-WHITE', 'Vet Referral 250', '2024-10-01', '2025-09-30', false, 60, 3, 1),
    (7, 'SENIOR12', 'Senior Pet 12 %', '2025-01-01', '2025-12-31', true, null, 12, 1),
    (8, 'CAMPHSR', 'Apartment Camp 300', '2025-04-05', '2025-04-13', true, 25, 1, 2),
    -- Of the unusable offer.
    (9, 'PARROT10', 'Parrot Week', '2025-03-24', '2025-04-30', true, null, 1, 3),
    -- Of the offer that is over.
    (10, 'NEWYEAR20', 'New Year Wellness', '2025-01-01', '2025-06-30', true, null, 1, 1),
    -- Alone: what they are worth is decided when they are given.
    (11, 'RESCUE300', null, '2024-01-01', '2025-12-31', true, null, 40, 1),
    (12, 'SORRY100', null, '2024-01-01', '2025-12-31', true, null, 3, 2),
    (13, 'APP75', null, '2025-02-15', '2025-04-30', true, 150, 2, 2),
    (14, 'DIWALI24', null, '2024-10-20', '2024-11-30', true, 200, 1, 1),
    (15, 'STAFFPET', null, '2023-01-01', '2025-12-31', true, null, 20, 1)
) as coupon
  (id, code, offer, first_day, last_day, is_active, max_uses, max_uses_per_user, admin)
left join offers on offers.name = coupon.offer
order by coupon.id;
