-- The price of a day. On 1 April 2025, the first day of the financial year, whatever cost 1,000 or
-- more became about 5 % dearer; tests holds the new prices only. So a line of March shows another
-- price than the catalogue, and a line without a price falls back on a catalogue of later (R3).

create function demo_price(price numeric, day date) returns numeric
language sql immutable parallel safe
as $$
  select
    case
      when day < date '2025-04-01' and price >= 1000 then floor(price / 1.05 / 10) * 10
      else price
    end
$$;
