-- Holds the notes that were there before to what is promised of new ones.

alter table billing_adjustments validate constraint billing_adjustments_amount_check;
