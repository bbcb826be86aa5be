-- A line keeps how many and at which price it was booked, and how far its sample is.
-- The defaults hold for the rows that are there too, at once and without rewriting the table.
-- Bad quantities and prices are let in: the nightly run quarantines such a booking (R3).

alter table booking_items
  add column quantity integer default 1,
  add column unit_price numeric(10, 2),
  add column status text default 'pending',
  add constraint booking_items_unit_price_check check (unit_price <> 'NaN') not valid,
  add constraint booking_items_status_check
    check (status in ('pending', 'collected', 'processing', 'completed')) not valid;

comment on column booking_items.unit_price is
  'The price at the time of booking; null for a line older than this column (R3).';
