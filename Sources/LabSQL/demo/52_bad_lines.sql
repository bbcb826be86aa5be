-- Lines that cannot be right: quarantined (R3).

update booking_items
set quantity = wrong.quantity, unit_price = coalesce(wrong.unit_price, booking_items.unit_price)
from (
  values
    -- bad_quantity: cleared, none, and a return that was entered as a sale.
    (date '2025-03-11', 3, null::integer, null::numeric),
    ('2025-03-20', 3, 0, null),
    ('2025-04-01', 3, -1, null),
    ('2025-04-17', 3, 0, null),
    -- bad_price: a refund that was entered as a price.
    ('2025-03-12', 3, 1, -450.00),
    ('2025-03-27', 3, 1, -850.00),
    ('2025-04-09', 3, 1, -1.00),
    -- amount_out_of_range: a landline number, typed into the quantity.
    ('2025-03-18', 3, 802345678, null),
    ('2025-04-08', 3, 804112233, null),
    ('2025-04-12', 3, 802565001, null)
) as wrong (day, nth, quantity, unit_price)
join demo_case on demo_case.day = wrong.day and demo_case.at_home and demo_case.nth = wrong.nth
where booking_items.booking_id = demo_case.booking_id;
