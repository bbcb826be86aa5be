-- A correction can leave the amount as it is, such as tests exchanged at the same price: its note is
-- over 0.00, and keeps the explanation before and after like any other.
--
-- The check is replaced by a wider one in the same statement: nothing is unguarded meanwhile.
-- squawk-ignore-file ban-drop-constraint

alter table billing_adjustments
  drop constraint billing_adjustments_amount_check,
  add constraint billing_adjustments_amount_check
    check (amount >= 0 and amount <> 'NaN') not valid;
