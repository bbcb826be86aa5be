-- PERCENTAGE and FIXED_AMOUNT are the names that SQLAlchemy's Enum stores for these values.
--
-- A lab has few offers: reading them takes no time.
-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid

alter table offers
  drop constraint if exists offers_discount_type_check,
  add constraint offers_discount_type_check
    check (lower(discount_type::text collate "C") in ('percentage', 'fixed_amount'));
