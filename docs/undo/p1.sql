-- Undoes P1. Lost are offers, coupons and their redemptions, distance prices and billing records.

drop table
  billing_records, coupon_redemptions, coupons, offers, distance_pricing_configs;
delete from schema_migrations where phase = 'p1';
